import { vitePlugin as remix } from '@remix-run/dev'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import options from './remix.config.js'

export default defineConfig({
  plugins: [tailwindcss(), remix(options)],
  build: { target: 'es2022', assetsInlineLimit: 0 },
})

// Loaders' data reaches the pages as it is, dates included: the types say so too.
declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true
  }
}

import { vitePlugin as remix } from '@remix-run/dev'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'
import options from './remix.config.js'

/**
 * After an upgrade the code of a page that somebody opens is not there any more. Remix then reloads the page that is
 * open, with all that is typed in it. Here it tells us instead (`ui/sending/show-outcome.ts`), and goes on waiting.
 */
const keepPageWithoutCode: Plugin = {
  name: 'keep-page-without-code',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('@remix-run/react/dist/esm/routeModules.js')) return undefined
    const reload = 'window.location.reload();'
    if (code.split(reload).length !== 2) throw new Error('Remix reloads pages in another way than before')
    return { code: code.replace(reload, "window.dispatchEvent(new Event('code-missing'));"), map: null }
  },
}

export default defineConfig({
  plugins: [tailwindcss(), keepPageWithoutCode, remix(options)],
  build: { target: 'es2022', assetsInlineLimit: 0 },
})

// Loaders' data reaches the pages as it is, dates included: the types say so too.
declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true
  }
}

import { vitePlugin as remix } from '@remix-run/dev'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin, type Rollup } from 'vite'
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

/** Of each page: the entry, the root, and the layout of all pages. */
const FRAME = ['/app/entry.client.tsx', '/app/root.tsx', '/app/pages/not-found/refusal.tsx']

/**
 * What every page loads goes into one file. Otherwise each module that some pages share with all becomes a file of its
 * own: a request, an element of every page, and a line of the manifest in it.
 */
function frameInOneFile() {
  let frame: Set<string> | undefined
  return (id: string, { getModuleIds, getModuleInfo }: Rollup.ManualChunkMeta) => {
    frame ??= withImports(
      [...getModuleIds()].filter((each) => FRAME.some((file) => each.endsWith(file))),
      (each) => getModuleInfo(each)?.importedIds ?? [],
    )
    return frame.has(id) && !getModuleInfo(id)?.isEntry ? 'frame' : undefined
  }
}

/** Modules, and those that they import, near and far. */
function withImports(modules: string[], importsOf: (id: string) => readonly string[]): Set<string> {
  const all = new Set(modules)
  // A set that grows while it is walked is walked to its new end.
  for (const id of all) for (const imported of importsOf(id)) all.add(imported)
  return all
}

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [tailwindcss(), keepPageWithoutCode, remix(options)],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    rollupOptions: isSsrBuild ? {} : { output: { manualChunks: frameInOneFile() } },
  },
}))

// Loaders' data reaches the pages as it is, dates included: the types say so too.
declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true
  }
}

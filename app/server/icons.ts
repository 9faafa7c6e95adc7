import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { ICON_NAMES } from '#app/ui/icon-names.ts'

/** One SVG with a symbol for each icon that the pages use. A page refers to them and does not contain their paths. */
export async function iconSprite(): Promise<string> {
  const require = createRequire(import.meta.url)
  const symbols = await Promise.all(
    ICON_NAMES.map(async (name) => {
      const svg = await readFile(require.resolve(`lucide-static/icons/${name}.svg`), 'utf8')
      const inner = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s+/g, ' ')
      return `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`
    }),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`
}

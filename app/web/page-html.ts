import { siteOrigins } from '#app/platform/site-origins.ts'
import { withholdForeignImages } from '#app/text/markdown-references.ts'

/** HTML of a post for a page. In a whole page it is already in the markup, so it is left out of the hydration data. */
export type PageHtml = { html?: string }

/** Sanitized HTML, as stored, for a page, without the images of other sites; see PageHtml. */
export function pageHtml(stored: string, { isDocument }: { isDocument: boolean }): PageHtml {
  const html = withholdForeignImages(alignByClass(stored), siteOrigins())
  return isDocument ? Object.defineProperty({}, 'html', { value: html, enumerable: false }) : { html }
}

/** Texts keep the sides of table cells in the attribute that Markdown and dumps have; today's HTML has classes for it. */
const alignByClass = (html: string): string =>
  html.replace(/(<t[dh]) align="(left|center|right)"/g, '$1 class="cell-$2"')

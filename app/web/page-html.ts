/** HTML of a post as a page shows it. In a whole page it is there already, so it is left out of the hydration data. */
export type PageHtml = { html?: string }

/** Sanitized HTML, as stored, for a page; see PageHtml. */
export function pageHtml(html: string, { isDocument }: { isDocument: boolean }): PageHtml {
  return isDocument ? Object.defineProperty({}, 'html', { value: html, enumerable: false }) : { html }
}

/** HTML of a post for a page. In a whole page it is already in the markup, so it is left out of the hydration data. */
export type PageHtml = { html?: string }

/** Sanitized HTML, as stored, for a page; see PageHtml. */
export function pageHtml(html: string, { isDocument }: { isDocument: boolean }): PageHtml {
  return isDocument ? Object.defineProperty({}, 'html', { value: html, enumerable: false }) : { html }
}

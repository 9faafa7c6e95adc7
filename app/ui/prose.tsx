import { memo } from 'react'
import type { PageHtml } from '#app/web/page-html.ts'

/**
 * The HTML of a post, sanitized when it was saved. At hydration it takes the HTML that the server put into the page.
 */
export const Prose = memo(function Prose({ id, html, lang }: { id: string; html: PageHtml; lang?: string }) {
  const shown = html.html ?? (typeof document === 'undefined' ? '' : (document.getElementById(id)?.innerHTML ?? ''))
  return (
    <div
      id={id}
      lang={lang}
      dir="auto"
      className="prose"
      suppressHydrationWarning
      // biome-ignore lint/security/noDangerouslySetInnerHtml: the one place for it; the HTML comes from text/markdown
      dangerouslySetInnerHTML={{ __html: shown }}
    />
  )
})

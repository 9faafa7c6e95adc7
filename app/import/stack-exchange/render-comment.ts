import { renderMarkdown, type SafeHtml } from '#app/text/markdown.ts'

// Words and simple punctuation only: the renderer would just wrap them in a paragraph.
const PLAIN = /^\p{L}[\p{L}\p{N} ,.;?!()'"-]*$/u
const MAYBE_LINK = /www\.|\w\.\w/

/**
 * A comment's Markdown as HTML. Most comments are plain words, which need no parser; the import has to render thousands
 * a second.
 */
export function renderComment(text: string): SafeHtml {
  if (PLAIN.test(text) && !MAYBE_LINK.test(text)) return `<p>${text}</p>` as SafeHtml
  return renderMarkdown(text)
}

import { renderMarkdown, type SafeHtml } from '#app/text/markdown.ts'

// Words and plain punctuation from the first letter to the last: the renderer would only wrap them in a paragraph.
const PLAIN = /^\p{L}[\p{L}\p{N} ,.;?!()'"-]*$/u
const MAYBE_LINK = /www\.|\w\.\w/

/** A comment's Markdown as HTML. Most comments are plain words, which need no parser: thousands a second matter here. */
export function renderComment(text: string): SafeHtml {
  if (PLAIN.test(text) && !MAYBE_LINK.test(text)) return `<p>${text}</p>` as SafeHtml
  return renderMarkdown(text)
}

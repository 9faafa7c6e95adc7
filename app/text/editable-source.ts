import { htmlToMarkdown } from './html-to-markdown.ts'

type Body = { body: string; bodyFormat: 'markdown' | 'html' }

/** The text that an editor opens: the Markdown as it was typed, or an imported HTML body converted to Markdown. */
export function editableSource({ body, bodyFormat }: Body): string {
  return bodyFormat === 'html' ? htmlToMarkdown(body) : body
}

/** Whether an editor that opened a post leaves it as it is. An imported post stays HTML until somebody changes it. */
export function isUnchanged(post: Body, typed: string): boolean {
  return typed === post.body || (post.bodyFormat === 'html' && typed === htmlToMarkdown(post.body).trim())
}

import TurndownService from 'turndown'

const turndown = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' })

/** The text that an editor opens: the Markdown as it was typed, or an imported HTML body converted to Markdown. */
export function editableSource(post: { body: string; bodyFormat: 'markdown' | 'html' }): string {
  return post.bodyFormat === 'html' ? turndown.turndown(post.body) : post.body
}

import { getQuotable } from '#app/domain/posts/get-quotable.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { translator } from '#app/messages/translate.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { htmlToMarkdown } from '#app/text/html-to-markdown.ts'
import { asQuote } from '#app/text/quote.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/** The longest part that is converted, in characters of HTML; of a longer one the whole post is quoted. */
const LONGEST_PART = 30_000

/**
 * A post as a Markdown quote in the language of its thread: its author with a link, and its text, or the part of it
 * that was selected on the page, as HTML.
 */
export async function loadQuote(viewer: Viewer, postId: number, part = ''): Promise<string> {
  const post = await getQuotable(db, viewer, postId)
  const t = translator(post.locale)
  const name = (post.authorName ?? t('common:person.former')).replace(/[[\]\\]/g, '')
  const head = `[${t('editor:quoting.by', { name })}](${postPath(post.threadId, post.id)})`
  const isPart = part.trim() !== '' && part.length <= LONGEST_PART
  return asQuote(head, isPart ? htmlToMarkdown(part) : editableSource(post))
}

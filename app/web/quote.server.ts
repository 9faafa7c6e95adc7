import { getQuotable } from '#app/domain/posts/get-quotable.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { translator } from '#app/messages/translate.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { asQuote } from '#app/text/quote.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/** A post as a Markdown quote in the language of its thread: its author with a link, and its text. */
export async function loadQuote(viewer: Viewer, postId: number): Promise<{ head: string; markdown: string }> {
  const post = await getQuotable(db, viewer, postId)
  const t = translator(post.locale)
  const name = (post.authorName ?? t('common:person.former')).replace(/[[\]\\]/g, '')
  const head = `[${t('editor:quoting.by', { name })}](${postPath(post.threadId, post.id)})`
  return { head, markdown: asQuote(head, editableSource(post)) }
}

import { conflict, invalid } from '#app/domain/errors.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { typedText } from '#app/text/typed-text.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

export const BOOKMARK_NOTE_MAX = 500

/**
 * Keeps a question or an answer for oneself; with a note, the note of the bookmark that is there changes. Nobody else
 * learns of it: no event, no count. Throws `post.not_found`, conflict `bookmark.wrong_kind`, invalid `note.too_long`.
 */
export function keepBookmark(
  db: Db,
  actor: Actor,
  { postId, note }: { postId: number; note?: string | undefined },
): Promise<{ threadId: number }> {
  return inTransaction(db, async (trx) => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (post.kind !== 'question' && post.kind !== 'answer') throw conflict('bookmark.wrong_kind')
    const text = typedText(note ?? '')
    if (text.length > BOOKMARK_NOTE_MAX) throw invalid('note', 'note.too_long', { max: BOOKMARK_NOTE_MAX })

    await trx
      .insertInto('bookmarks')
      .values({ userId: actor.id, postId: post.id, note: text })
      .onConflict((same) => {
        const target = same.columns(['userId', 'postId'])
        return note === undefined ? target.doNothing() : target.doUpdateSet({ note: text })
      })
      .execute()
    return { threadId: thread.id }
  })
}

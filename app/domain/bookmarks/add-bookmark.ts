import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict } from '#app/domain/errors.ts'
import { id, text } from '#app/domain/input.ts'
import { lockPost } from '#app/domain/posts/lock-post.ts'
import { byOneself, refuseIfFaster, version, versionOf } from '#app/domain/version.ts'

export const BOOKMARK_NOTE_MAX = 500

/** The version of the note of a bookmark, for the form that changes it. */
export const versionOfBookmark = ({ note }: { note: string }): string => versionOf({ note })

/**
 * Bookmarks a question or an answer. With a note, the note of an existing bookmark changes. Nobody else learns of it:
 * there is no event and no count. Throws `post.not_found`, conflict `bookmark.wrong_kind`, `form.faster`, invalid `note.too_long`.
 */
export const addBookmark = command(
  {
    name: 'bookmark.add',
    input: z.object({ postId: id, note: text({ min: 0, max: BOOKMARK_NOTE_MAX, code: 'note' }).optional(), version }),
    callers: 'members',
  },
  async (trx, actor, { postId, note, version: seen }): Promise<{ threadId: number }> => {
    const { post, thread } = await lockPost(trx, actor, postId)
    if (post.kind !== 'question' && post.kind !== 'answer') throw conflict('bookmark.wrong_kind')
    const before = await trx
      .selectFrom('bookmarks')
      .where('userId', '=', actor.id)
      .where('postId', '=', post.id)
      .select('note')
      .executeTakeFirst()
    // The lock on the post keeps the note as it is.
    if (before) await refuseIfFaster(seen, { now: before, wanted: { note } }, byOneself(actor))
    await trx
      .insertInto('bookmarks')
      .values({ userId: actor.id, postId: post.id, note: note ?? '' })
      .onConflict((same) => {
        const target = same.columns(['userId', 'postId'])
        return note === undefined ? target.doNothing() : target.doUpdateSet({ note })
      })
      .execute()
    return { threadId: thread.id }
  },
)

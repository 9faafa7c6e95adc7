import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { id } from '#app/domain/input.ts'

/** Removes a bookmark, even when its post can no longer be seen; repeating it changes nothing. */
export const removeBookmark = command(
  { name: 'bookmark.remove', input: z.object({ postId: id }), callers: 'members' },
  async (trx, actor, { postId }): Promise<void> => {
    await trx.deleteFrom('bookmarks').where('userId', '=', actor.id).where('postId', '=', postId).execute()
  },
)

import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { id } from '#app/domain/input.ts'

/** Takes a bookmark away, whether its post can still be seen or not; repeating it changes nothing. */
export const removeBookmark = command(
  { name: 'bookmark.remove', input: z.object({ postId: id }), callers: 'members' },
  async (trx, actor, { postId }): Promise<void> => {
    await trx.deleteFrom('bookmarks').where('userId', '=', actor.id).where('postId', '=', postId).execute()
  },
)

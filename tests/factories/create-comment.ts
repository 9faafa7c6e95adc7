import { postComment } from '#app/domain/comments/post-comment.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Post } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { createThread } from './create-thread.ts'
import { createUser } from './create-user.ts'
import { sequence } from './sequence.ts'

type Options = { postId?: number; authorId?: number; body?: string; at?: Date }

/** A comment posted by the command, on the question of a new thread unless a post is given. */
export async function createComment(options: Options = {}): Promise<Post> {
  const author = options.authorId ? await getActor(db, options.authorId) : await createUser({ reputation: 50 })
  const postId = options.postId ?? (await createThread()).questionId
  const { id } = await postComment(db, author, {
    postId: postId ?? 0,
    body: options.body ?? `Have you tried it in the dark, as in case ${sequence()}?`,
    ...(options.at ? { at: options.at } : {}),
  })
  return db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

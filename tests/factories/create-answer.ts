import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Post } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { createThread } from './create-thread.ts'
import { createUser } from './create-user.ts'
import { sequence } from './sequence.ts'

type Options = {
  threadId?: number
  authorId?: number
  body?: string
  official?: boolean
  solves?: boolean
  at?: Date
}

/** An answer posted by the command, in a new thread unless one is given. */
export async function createAnswer(options: Options = {}): Promise<Post> {
  const author = options.authorId ? await getActor(db, options.authorId) : await createUser()
  const { id } = await postAnswer(db, author, {
    threadId: options.threadId ?? (await createThread()).id,
    body: options.body ?? `Turn it off, wait a moment, and turn it on again, as in case ${sequence()}.`,
    ...(options.official === undefined ? {} : { official: options.official }),
    ...(options.solves === undefined ? {} : { solves: options.solves }),
    ...(options.at ? { at: options.at } : {}),
  })
  return db.selectFrom('posts').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { db } from '#tests/support/database.ts'
import { createAnswer } from './create-answer.ts'
import { createUser } from './create-user.ts'
import { sequence } from './sequence.ts'

type Options = {
  postId?: number
  authorId?: number
  body?: string
  title?: string
  tags?: string
  reason?: string
  at?: Date
}

/** An open suggested edit made by the command, for a new answer unless a post is given. */
export async function createSuggestedEdit(options: Options = {}) {
  const author = options.authorId ? await getActor(db, options.authorId) : await createUser({ reputation: 100 })
  const postId = options.postId ?? (await createAnswer({ at: new Date(Date.now() - 3_600_000) })).id
  const { suggestedEditId } = await suggestEdit(db, author, {
    postId,
    body: options.body ?? `Turn it off, wait for ${sequence()} seconds, and turn it on again.`,
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.tags === undefined ? {} : { tags: options.tags }),
    reason: options.reason ?? 'Clearer words',
    baseRevision: await getTextVersion(db, postId),
    ...(options.at ? { at: options.at } : {}),
  })
  return db.selectFrom('suggestedEdits').selectAll().where('id', '=', suggestedEditId).executeTakeFirstOrThrow()
}

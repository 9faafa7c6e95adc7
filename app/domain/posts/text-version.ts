import { notFound } from '#app/domain/errors.ts'
import type { Db } from '#db/transaction.ts'

/**
 * Which text of a post this is: it grows with every change of it, those without a revision too. An editor that opened
 * another version than the one it saves over has a conflict to solve.
 */
export async function getTextVersion(db: Db, postId: number): Promise<number> {
  const { newest, graceEdits } = await db
    .selectFrom('posts')
    .where('posts.id', '=', postId)
    .select((eb) => [
      'posts.graceEdits',
      eb
        .selectFrom('revisions')
        .whereRef('revisions.postId', '=', 'posts.id')
        .select((max) => max.fn.max('revisions.number').as('number'))
        .as('newest'),
    ])
    .executeTakeFirstOrThrow(() => notFound('post'))
  return (newest ?? 0) + graceEdits
}

/** What a post said in a version of its text, as far as it is kept. */
export async function findVersion(db: Db, post: { id: number; graceEdits: number }, version: number) {
  const number = revisionOfVersion(version, post)
  if (number === undefined) return undefined
  return db
    .selectFrom('revisions')
    .where('postId', '=', post.id)
    .where('number', '=', number)
    .where('redactedAt', 'is', null)
    .select(['title', 'tags', 'body', 'bodyFormat'])
    .executeTakeFirst()
}

/** The number of the revision that a version of a text is, or undefined for one that was replaced without a trace. */
function revisionOfVersion(version: number, { graceEdits }: { graceEdits: number }): number | undefined {
  return version < graceEdits ? undefined : Math.max(1, version - graceEdits)
}

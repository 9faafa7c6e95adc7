import { faster, notFound } from '#app/domain/errors.ts'
import { findLastChange } from '#app/domain/events/find-last-change.ts'
import type { Db, Trx } from '#db/transaction.ts'

/**
 * The version of the text of a post. It grows with every change, also with those that leave no revision. When an editor
 * opened another version than the current one, there is a conflict.
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

/** Throws conflict `post.changed_meanwhile` with who changed it, when it is not the version that the editor saw. */
export async function refuseIfChanged(trx: Trx, postId: number, seen: number): Promise<void> {
  if ((await getTextVersion(trx, postId)) === seen) return
  const changed = ['post.edited', 'post.corrected', 'post.edit_approved'] as const
  throw faster('post.changed_meanwhile', await findLastChange(trx, { verbs: changed, about: { postId } }))
}

/** The text of a post in one version, if it is still stored. */
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

/** The number of the revision of a version, or undefined when the version was replaced without a revision. */
function revisionOfVersion(version: number, { graceEdits }: { graceEdits: number }): number | undefined {
  return version < graceEdits ? undefined : Math.max(1, version - graceEdits)
}

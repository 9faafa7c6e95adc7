import { z } from 'zod'
import type { Trx } from '#db/transaction.ts'

type Version = { title?: string | null; tags?: string[] | null; body: string; bodyFormat: 'markdown' | 'html' }

/** The number of a revision, as commands take it. */
export const revisionNumber = z.number().int().positive().max(999_999_999)

/**
 * Stores the new text of a post as its newest revision. On the first change it also stores the text before, so a post
 * that was never changed has no revisions. Returns the number of the new revision.
 */
export async function addRevision(
  trx: Trx,
  post: { id: number; authorId: number | null; createdAt: Date },
  before: Version,
  after: Version & {
    editorId: number
    reason: string
    weight?: 'typo' | 'change' | 'major'
    rolledBackTo?: number
    at?: Date
  },
): Promise<number> {
  const last = await trx
    .selectFrom('revisions')
    .where('postId', '=', post.id)
    .select((eb) => eb.fn.max('number').as('number'))
    .executeTakeFirst()
  let number = Number(last?.number ?? 0)

  if (number === 0) {
    number = 1
    await trx
      .insertInto('revisions')
      .values({
        postId: post.id,
        number,
        title: before.title ?? null,
        tags: before.tags ?? null,
        body: before.body,
        bodyFormat: before.bodyFormat,
        editorId: post.authorId,
        createdAt: post.createdAt,
      })
      .execute()
  }
  await trx
    .insertInto('revisions')
    .values({
      postId: post.id,
      number: number + 1,
      title: after.title ?? null,
      tags: after.tags ?? null,
      body: after.body,
      bodyFormat: after.bodyFormat,
      editorId: after.editorId,
      reason: after.reason,
      weight: after.weight ?? 'change',
      rolledBackTo: after.rolledBackTo ?? null,
      ...(after.at ? { createdAt: after.at } : {}),
    })
    .execute()
  return number + 1
}

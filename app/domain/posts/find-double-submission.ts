import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { typedText } from '#app/text/typed-text.ts'
import type { Database, PostKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

/** After an outage, somebody tries again what may have arrived: that takes longer than to press a button twice. */
const WHILE_TRYING = 10 * 60_000

type Sent = { threadId?: number; kind: PostKind; authorId: number; body: string; parentId?: number; at?: Date }

/**
 * The condition for the same text by the same person within ten minutes, and in the same thread when the new post has one.
 */
export function sentTwice(post: Sent) {
  const at = post.at ?? new Date()
  return (eb: ExpressionBuilder<Database, 'posts'>): Expression<SqlBool> =>
    eb.and([
      ...(post.threadId === undefined ? [] : [eb('posts.threadId', '=', post.threadId)]),
      eb('posts.kind', '=', post.kind),
      eb('posts.authorId', '=', post.authorId),
      eb('posts.parentId', 'is not distinct from', post.parentId ?? null),
      eb('posts.body', '=', typedText(post.body)),
      eb('posts.state', 'in', ['visible', 'pending']),
      eb('posts.createdAt', '>', new Date(at.getTime() - WHILE_TRYING)),
      // A later bound as well: a command that waited for the lock can have an earlier time than the post that it finds.
      eb('posts.createdAt', '<', new Date(at.getTime() + WHILE_TRYING)),
    ])
}

/**
 * The post that the same request has just created, when a button is pressed twice, or a form is sent again because the
 * first response was lost. The caller holds a lock for which both requests wait.
 */
export const findDoubleSubmission = (trx: Trx, post: Sent): Promise<{ id: number } | undefined> =>
  trx.selectFrom('posts').where(sentTwice(post)).select('posts.id').limit(1).executeTakeFirst()

import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import { typedText } from '#app/text/typed-text.ts'
import type { Database, PostKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const MOMENT = 60_000

type Sent = { threadId?: number; kind: PostKind; authorId: number; body: string; parentId?: number; at?: Date }

/** What the same person said with the same words less than a minute ago, in the same place when it has one already. */
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
      eb('posts.createdAt', '>', new Date(at.getTime() - MOMENT)),
      // Whoever waited for the lock may have begun before the one who wrote.
      eb('posts.createdAt', '<', new Date(at.getTime() + MOMENT)),
    ])
}

/**
 * The post as which something has just been sent: a button pressed twice, or a form sent again because the first answer
 * was lost. The caller holds a lock that both would wait for.
 */
export const findDoubleSubmission = (trx: Trx, post: Sent): Promise<{ id: number } | undefined> =>
  trx.selectFrom('posts').where(sentTwice(post)).select('posts.id').limit(1).executeTakeFirst()

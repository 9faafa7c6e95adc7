import { typedText } from '#app/text/typed-text.ts'
import type { PostKind } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

const MOMENT = 60_000

/**
 * What the same person said in the same place with the same words less than a minute ago: a button pressed twice, or a
 * form sent again because the first answer was lost. The caller holds a lock that both would wait for.
 */
export function findSentTwice(
  trx: Trx,
  post: { threadId: number; kind: PostKind; authorId: number; body: string; parentId?: number; at?: Date },
): Promise<{ id: number } | undefined> {
  const at = post.at ?? new Date()
  return (
    trx
      .selectFrom('posts')
      .where('threadId', '=', post.threadId)
      .where('kind', '=', post.kind)
      .where('authorId', '=', post.authorId)
      .where('parentId', 'is not distinct from', post.parentId ?? null)
      .where('body', '=', typedText(post.body))
      .where('state', 'in', ['visible', 'pending'])
      .where('createdAt', '>', new Date(at.getTime() - MOMENT))
      // Whoever waited for the lock may have begun before the one who wrote.
      .where('createdAt', '<', new Date(at.getTime() + MOMENT))
      .select('id')
      .limit(1)
      .executeTakeFirst()
  )
}

import { sql } from 'kysely'
import type { Actor } from '#app/domain/users/actor.ts'
import type { Post } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/**
 * Whether the author may still replace the text without a revision: for `minutes` after posting, while nobody else has
 * changed, answered, commented on, voted on, flagged or accepted it, or asked for details.
 */
export async function isInGracePeriod(
  db: Db,
  actor: Actor,
  post: Pick<Post, 'id' | 'threadId' | 'parentId' | 'kind' | 'state' | 'authorId' | 'createdAt' | 'editedAt'>,
  thread: { acceptedAnswerId: number | null; needsInfoAt: Date | null },
  { at, minutes }: { at: Date; minutes: number },
): Promise<boolean> {
  const age = at.getTime() - post.createdAt.getTime()
  if (post.authorId !== actor.id || post.editedAt !== null || age >= minutes * 60_000) return false
  if (post.state === 'hidden' || post.id === thread.acceptedAnswerId) return false
  if (post.kind === 'question' && thread.needsInfoAt !== null) return false

  const { rows } = await sql<{ touched: boolean }>`
    select exists (
      select from posts where thread_id = ${post.threadId} and id > ${post.id} and author_id is distinct from ${actor.id}
        and (${post.kind === 'question'} or parent_id = ${post.parentId ?? post.id})
    ) or exists (select from votes where post_id = ${post.id})
      or exists (select from flags where post_id = ${post.id})
      or exists (select from suggested_edits where post_id = ${post.id})
      or exists (select from revisions where post_id = ${post.id}) as touched`.execute(db)
  return rows[0]?.touched === false
}

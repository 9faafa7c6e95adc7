import { mayWrite } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import type { PostState } from '#db/schema.ts'

export const canComment = mayWrite(
  (
    actor,
    thread: { authorId: number | null; categoryId: number; closedAt: Date | null },
    post: { authorId: number | null; state: PostState },
  ) => {
    if (thread.closedAt || post.state === 'deleted') return false
    const own = post.authorId === actor.id || thread.authorId === actor.id
    return own || hasPrivilege(actor, 'commentEverywhere', thread.categoryId)
  },
)

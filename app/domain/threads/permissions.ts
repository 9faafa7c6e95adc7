import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isExpertOf, isModerator } from '#app/domain/users/roles.ts'

type ThreadFacts = { authorId: number | null; categoryId: number; tagIds: number[] }

export const canAsk = mayWrite((actor) => hasPrivilege(actor, 'ask'))

export const canAskForInfo = mayAct(
  (actor, thread: ThreadFacts) =>
    actor.id !== thread.authorId && (isModerator(actor, thread.categoryId) || isExpertOf(actor, thread.tagIds)),
)

export const canSolveWithoutAnswer = mayWrite(
  (actor, thread: Omit<ThreadFacts, 'tagIds'>) => actor.id === thread.authorId || isModerator(actor, thread.categoryId),
)

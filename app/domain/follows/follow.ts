import { type SqlBool, sql } from 'kysely'
import { z } from 'zod'
import { command } from '#app/domain/command.ts'
import { conflict, notFound } from '#app/domain/errors.ts'
import { FOLLOW_COLUMNS, FOLLOW_SUBJECTS, type FollowSubject } from '#app/domain/follows/subjects.ts'
import { id } from '#app/domain/input.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Trx } from '#db/transaction.ts'

const followInput = z.object({ subject: z.enum(FOLLOW_SUBJECTS), id })

/**
 * Follows a subject: from now on, the person is notified of what happens there. Repeating it changes nothing. There is
 * no event: what somebody follows is private, and others read the audit log. Throws not-found with the subject,
 * conflict `follow.self`.
 */
export const follow = command(
  { name: 'follow.begin', input: followInput, callers: 'members' },
  async (trx, actor, { subject, id }): Promise<void> => {
    await checkExists(trx, actor, subject, id)
    await saveFollow(trx, { userId: actor.id, subject, id }, { again: true })
  },
)

/** Stops following. This is stored, so that answering later does not start it again. Repeating it changes nothing. */
export const unfollow = command(
  { name: 'follow.end', input: followInput, callers: 'members' },
  async (trx, actor, { subject, id }): Promise<void> => {
    await trx
      .updateTable('follows')
      .set({ endedAt: new Date() })
      .where('userId', '=', actor.id)
      .where(FOLLOW_COLUMNS[subject], '=', id)
      .where('endedAt', 'is', null)
      .execute()
  },
)

/** Asking or answering follows the thread, unless the person stopped following it before. */
export const followByTakingPart = (trx: Trx, actor: Actor, threadId: number): Promise<void> =>
  actor.kind === 'person'
    ? saveFollow(trx, { userId: actor.id, subject: 'threads', id: threadId }, { again: false })
    : Promise.resolve()

async function saveFollow(
  trx: Trx,
  { userId, subject, id }: { userId: number; subject: FollowSubject; id: number },
  { again }: { again: boolean },
): Promise<void> {
  const column = FOLLOW_COLUMNS[subject]
  await trx
    .insertInto('follows')
    .values({ userId, threadId: null, tagId: null, categoryId: null, followedUserId: null, [column]: id })
    .onConflict((same) => {
      const target = same.columns([column, 'userId']).where(sql<SqlBool>`${sql.ref(column)} is not null`)
      return again ? target.doUpdateSet({ endedAt: null }) : target.doNothing()
    })
    .execute()
}

async function checkExists(trx: Trx, actor: Actor, subject: FollowSubject, id: number): Promise<void> {
  if (subject === 'users' && id === actor.id) throw conflict('follow.self')
  const found =
    subject === 'threads'
      ? await trx
          .selectFrom('threads')
          .where('threads.id', '=', id)
          .where(visibleTo(actor))
          .select('id')
          .executeTakeFirst()
      : subject === 'users'
        ? await trx
            .selectFrom('users')
            .where('id', '=', id)
            .where('kind', '=', 'person')
            .where('deletedAt', 'is', null)
            .select('id')
            .executeTakeFirst()
        : await trx.selectFrom(subject).where('id', '=', id).select('id').executeTakeFirst()
  if (!found) throw notFound(NAMES[subject])
}

const NAMES = { threads: 'thread', tags: 'tag', categories: 'category', users: 'user' } as const

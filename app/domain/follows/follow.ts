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
 * From now on, what happens there is told to them; repeating it changes nothing. It leaves no event: what somebody
 * follows is their own affair, and the audit log has other readers. Throws not-found by the subject, conflict
 * `follow.self`.
 */
export const follow = command(
  { name: 'follow.begin', input: followInput, callers: 'members' },
  async (trx, actor, { subject, id }): Promise<void> => {
    await checkExists(trx, actor, subject, id)
    await saveFollow(trx, { userId: actor.id, subject, id }, { again: true })
  },
)

/** The end of it, remembered, so that answering later does not start it again. Repeating it changes nothing. */
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

/** Whoever asks or answers follows the thread, unless they once said that they do not want to. */
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

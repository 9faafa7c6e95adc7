import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { remindToAccept } from '#app/domain/answers/remind-to-accept.ts'
import { requestDueReviews } from '#app/domain/articles/request-due-reviews.ts'
import { evaluateAllBadges } from '#app/domain/badges/evaluate-badges.ts'
import { listSweepFailures } from '#app/domain/sweeps/queries.ts'
import { sweepBatches, sweepRows, sweepSteps } from '#app/domain/sweeps/sweep-rows.ts'
import { foldViews } from '#app/domain/threads/fold-views.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { log } from '#app/platform/log.ts'
import { inTransaction } from '#db/transaction.ts'
import { closeSolvedThreads } from '#moderation/curation/close-solved-threads.ts'
import { scheduleAllEscalations } from '#moderation/escalation/schedule-all-escalations.ts'
import { sweep } from '#moderation/escalation/sweep.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

let system: Actor
beforeEach(async () => {
  vi.spyOn(log, 'error').mockImplementation(() => {})
  vi.spyOn(log, 'warn').mockImplementation(() => {})
  system = await getSystemActor(db)
})

const DAY = 86_400_000
const now = new Date()
const ago = (days: number) => new Date(now.getTime() - days * DAY)
const failures = async () => (await listSweepFailures(db)).map(({ sweep, subject, times }) => [sweep, subject, times])

let broken: string[] = []
/** The database refuses to write these rows, as it does with a value that a rule of a later version forbids. */
async function refuse(table: string, condition: string): Promise<void> {
  await sql`
    create or replace function refuse_row() returns trigger language plpgsql as $$
      begin raise exception 'This row is broken'; end $$`.execute(db)
  await sql
    .raw(
      `create trigger broken before insert or update on ${table} for each row when (${condition}) execute function refuse_row()`,
    )
    .execute(db)
  broken.push(table)
}
async function mend(): Promise<void> {
  for (const table of broken) await sql.raw(`drop trigger broken on ${table}`).execute(db)
  broken = []
}
afterEach(mend)

describe('a sweep', () => {
  const numbers = { name: 'numbers.try', subject: (number: number) => `number ${number}` }
  const failing =
    (...bad: number[]) =>
    async (_: unknown, number: number) => {
      if (bad.includes(number)) throw new Error(`No ${number}\nand more`)
      return number % 2 === 0
    }

  test('does what can be done, counts what fails until it goes through, and forgets it then', async () => {
    expect(await sweepRows(db, numbers, [1, 2, 3, 4], failing(1, 3))).toEqual({ done: 2, failed: 2 })
    expect(await sweepRows(db, numbers, [1, 3, 4], failing(1))).toEqual({ done: 1, failed: 1 })
    const [failure, ...others] = await listSweepFailures(db)
    expect(others).toEqual([])
    expect(failure).toMatchObject({ sweep: 'numbers.try', subject: 'number 1', reason: 'No 1', times: 2 })
    expect(failure!.failedAt.getTime()).toBeGreaterThan(failure!.firstFailedAt.getTime())
    expect(log.error).toHaveBeenCalledWith(expect.objectContaining({ subject: 'number 1' }), expect.any(String))

    await sweepRows(db, { ...numbers, name: 'numbers.other' }, [7], failing(7))
    expect(await sweepRows(db, numbers, [], failing())).toEqual({ done: 0, failed: 0 })
    expect(await failures()).toEqual([['numbers.other', 'number 7', 1]])
  })

  test('that cannot read its rows to the end forgets nothing, and says so', async () => {
    await sweepRows(db, numbers, [1], failing(1))
    async function* rows() {
      yield 2
      throw new Error('Nothing more can be read')
    }
    await expect(sweepRows(db, numbers, rows(), failing(2))).rejects.toThrow('Nothing more')
    expect(await failures()).toEqual([
      ['numbers.try', 'number 2', 1],
      ['numbers.try', 'number 1', 1],
    ])
  })

  test('of batches does those of a batch that fails alone', async () => {
    const done: number[][] = []
    const work = async (_: unknown, ids: number[]) => {
      if (ids.includes(3)) throw new Error('Not 3')
      done.push(ids)
    }
    const batches = [[1, 2], [3, 4, 5], [6]]
    expect(await sweepBatches(db, { name: 'numbers.batches', kind: 'number' }, batches, work)).toEqual({
      done: 5,
      failed: 1,
    })
    expect(done).toEqual([[1, 2], [4], [5], [6]])
    expect(await failures()).toEqual([['numbers.batches', 'number 3', 1]])
  })

  test('of steps does the next one after one that fails', async () => {
    const swept = await sweepSteps(db, 'numbers.steps', {
      first: () => Promise.reject(new Error('Not now')),
      second: async () => ({ done: 3, failed: 1 }),
    })
    expect(swept).toEqual({ done: 3, failed: 2 })
    expect(await failures()).toEqual([['numbers.steps', 'step first', 1]])
  })

  test('within a transaction of the caller ends it, for nothing more can be done there', async () => {
    await expect(inTransaction(db, (trx) => sweepRows(trx, numbers, [1], failing(1)))).rejects.toThrow('No 1')
    expect(await failures()).toEqual([])
  })
})

describe('one row that fails does not stop the others:', () => {
  test('a ticket that cannot be closed, and the escalations after it', async () => {
    const solved = [await createTicket({ at: ago(40) }), await createTicket({ at: ago(40) })]
    await db
      .updateTable('tickets')
      .set({ state: 'solved', solvedAt: ago(30) })
      .execute()
    const late = await createTicket({ at: ago(40) })
    const due = await createThread({ at: ago(40) })
    await db
      .updateTable('threads')
      .set({ escalationDueAt: ago(1) })
      .where('id', '=', due.id)
      .execute()
    await refuse('tickets', `new.id = ${solved[0]!.id} and new.state = 'closed'`)

    expect(await sweep(db, system, { now })).toMatchObject({ failed: 1 })
    const states = await db.selectFrom('tickets').select(['id', 'state']).orderBy('id').execute()
    expect(states.slice(0, 3).map(({ state }) => state)).toEqual(['solved', 'closed', 'new'])
    const { firstResponseBreachedAt } = await db
      .selectFrom('tickets')
      .where('id', '=', late.id)
      .select('firstResponseBreachedAt')
      .executeTakeFirstOrThrow()
    expect(firstResponseBreachedAt).toEqual(now)
    // It has no policy: it was looked at, after the failure.
    const looked = await db
      .selectFrom('threads')
      .where('id', '=', due.id)
      .select('escalationDueAt')
      .executeTakeFirstOrThrow()
    expect(looked.escalationDueAt).toBeNull()
    expect(await failures()).toEqual([['tickets.close_solved', `ticket ${solved[0]!.id}`, 1]])

    await mend()
    expect(await sweep(db, system, { now })).toMatchObject({ failed: 0 })
    expect(await failures()).toEqual([])
  })

  test.each([
    {
      name: 'closing of solved threads',
      make: async () => {
        const answers = [await createAnswer(), await createAnswer()]
        const threadIds = answers.map(({ threadId }) => threadId!)
        const solved = { state: 'solved', solvedAt: ago(90), lastActivityAt: ago(90) } as const
        await db.updateTable('threads').set(solved).execute()
        await refuse('threads', `new.id = ${threadIds[0]} and new.closed_at is not null`)
        return `thread ${threadIds[0]}`
      },
      run: () => closeSolvedThreads(db, system, { now }),
      done: 1,
    },
    {
      name: 'reminders to accept',
      make: async () => {
        const answers = [await createAnswer({ at: ago(5) }), await createAnswer({ at: ago(5) })]
        await db.updateTable('posts').set({ score: 1 }).execute()
        await refuse('events', `new.verb = 'answer.accept_reminded' and new.thread_id = ${answers[0]!.threadId}`)
        return `thread ${answers[0]!.threadId}`
      },
      run: () => remindToAccept(db, system, { now }),
      done: 1,
    },
    {
      name: 'due reviews',
      make: async () => {
        const articles = [await createArticle({ at: ago(400) }), await createArticle({ at: ago(400) })]
        await refuse('articles', `new.id = ${articles[0]!.id}`)
        return `article ${articles[0]!.id}`
      },
      run: () => requestDueReviews(db, system, { now }),
      done: 1,
    },
    {
      name: 'badges',
      make: async () => {
        const authors = [await createUser(), await createUser()]
        for (const { id } of authors) await createThread({ authorId: id })
        await db.updateTable('posts').set({ score: 10 }).execute()
        await refuse('awards', `new.user_id = ${authors[0]!.id}`)
        return `user ${authors[0]!.id}`
      },
      run: () => evaluateAllBadges(db, system, {}),
      done: 1,
    },
    {
      name: 'scheduling of all escalations',
      make: async () => {
        const threads = [await createThread(), await createThread()]
        await db
          .updateTable('threads')
          .set({ escalationDueAt: ago(1) })
          .execute()
        await refuse('threads', `new.id = ${threads[0]!.id}`)
        return `thread ${threads[0]!.id}`
      },
      run: () => scheduleAllEscalations(db),
      done: 0,
    },
    {
      name: 'folding of views',
      make: async () => {
        const threads = [await createThread(), await createThread()]
        const day = ago(5).toISOString().slice(0, 10)
        for (const { id } of threads)
          await db.insertInto('threadViews').values({ threadId: id, viewerKey: 'a', day }).execute()
        await refuse('threads', `new.id = ${threads[0]!.id}`)
        return `thread ${threads[0]!.id}`
      },
      run: () => foldViews(db, { now }),
      done: 1,
    },
  ])('$name', async ({ make, run, done }) => {
    const subject = await make()
    expect(await run()).toEqual({ done, failed: 1 })
    expect((await listSweepFailures(db)).map((failure) => failure.subject)).toEqual([subject])
    await mend()
    expect(await run()).toMatchObject({ failed: 0 })
    expect(await failures()).toEqual([])
  })
})

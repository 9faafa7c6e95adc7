import { beforeEach, describe, expect, test } from 'vitest'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { loader as badgePage } from '#app/pages/badges/badge.tsx'
import { loader as privileges } from '#app/pages/privileges/page.tsx'
import { loader as tagLeaders } from '#app/pages/tags/leaders.tsx'
import { loader as activity } from '#app/pages/users/activity.tsx'
import { loader as answers } from '#app/pages/users/answers.tsx'
import { loader as badges } from '#app/pages/users/badges.tsx'
import { loader as overview } from '#app/pages/users/overview.tsx'
import { loader as people } from '#app/pages/users/page.tsx'
import { loader as frame } from '#app/pages/users/profile.tsx'
import { loader as questions } from '#app/pages/users/questions.tsx'
import { loader as reputation } from '#app/pages/users/reputation.tsx'
import { inTransaction } from '#db/transaction.ts'
import { sanctionUser } from '#moderation/sanctions/sanction-user.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, withMediumFigures } from '#tests/support/database.ts'
import { get } from '#tests/support/requests.ts'

withMediumFigures()

const PARTS = { overview, activity, answers, badges, questions, reputation }

let person: Actor
let viewer: Actor
beforeEach(async () => {
  person = await createUser({ name: 'Ada Lind', email: 'secret@example.org' })
  viewer = await createUser()
})

describe('a profile', () => {
  test('never holds what is private', async () => {
    const { id } = await createThread({ authorId: person.id })
    await createAnswer({ threadId: id })
    await sanctionUser(db, await createUser({ roles: ['moderator'] }), {
      userId: person.id,
      kind: 'suspension',
      days: 7,
      reason: 'a secret reason',
    })
    for (const loader of [frame, ...Object.values(PARTS)]) {
      const page = await get(loader, '/', { viewer, params: { userId: person.id } })
      expect(page.status).toBe(200)
      expect(JSON.stringify(page.data)).not.toMatch(/secret/)
    }
  })

  test('does not say to others that somebody is suspended', async () => {
    const until = new Date('2999-01-01')
    await db.updateTable('users').set({ suspendedUntil: until }).where('id', '=', person.id).execute()
    const told = async (viewer: Actor | null) => {
      const { data } = await get(frame, '/', { viewer, params: { userId: person.id } })
      return (data as { profile: { isSuspended: boolean; suspendedUntil: Date | null } }).profile
    }
    const here = await createCategory()
    const outsiders = [
      null,
      viewer,
      await createUser({ reputation: 9000 }),
      await createUser({ roles: ['moderator', 'staff'], categoryId: here.id }),
    ]
    for (const outsider of outsiders) {
      expect(await told(outsider)).toMatchObject({ isSuspended: false, suspendedUntil: null })
    }
    const insiders = [
      person,
      ...(await Promise.all([createUser({ roles: ['moderator'] }), createUser({ roles: ['staff'] })])),
    ]
    for (const insider of insiders) {
      expect(await told(insider)).toMatchObject({ isSuspended: true, suspendedUntil: until })
    }
  })

  test('of somebody who left says so and shows nothing of them', async () => {
    const answer = await createAnswer({ authorId: person.id })
    await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', person.id).execute()
    const params = { userId: person.id }
    expect(await get(frame, '/', { params })).toMatchObject({ status: 410, data: { profile: null } })
    expect(JSON.stringify(await get(overview, '/', { params }))).not.toContain(`"id":${answer.id}`)
    const { overview: _, ...others } = PARTS
    for (const loader of Object.values(others))
      expect(await get(loader, '/', { params })).toMatchObject({ status: 404 })
    expect(await get(frame, '/', { params: { userId: 999_999 } })).toMatchObject({ status: 404 })
  })

  test('says to its owner that they are suspended while they are, and forgets a role that has run out', async () => {
    const shown = async () => (await get(frame, '/', { viewer: person, params: { userId: person.id } })).data
    await db.updateTable('users').set({ suspendedUntil: '2999-01-01' }).where('id', '=', person.id).execute()
    expect(await shown()).toMatchObject({ profile: { isSuspended: true, suspendedUntil: new Date('2999-01-01') } })
    await db.updateTable('users').set({ suspendedUntil: '2020-01-01' }).where('id', '=', person.id).execute()
    expect(await shown()).toMatchObject({ profile: { isSuspended: false } })

    const grant = { userId: person.id, role: 'moderator' as const, categoryId: null, tagId: null }
    await db
      .insertInto('grants')
      .values({ ...grant, expiresAt: '2020-01-01' })
      .execute()
    expect(await shown()).toMatchObject({ profile: { grants: [] } })
  })

  test('keeps the way to the next things to oneself', async () => {
    const params = { userId: person.id }
    expect(await get(overview, '/', { viewer: person, params })).toMatchObject({ data: { next: { points: 8 } } })
    expect(await get(overview, '/', { viewer, params })).toMatchObject({ data: { next: undefined, progress: [] } })
    expect(await get(badges, '/', { viewer, params })).toMatchObject({ data: { progress: [] } })
  })

  test('lists what they did in public, by key, and nothing that others may not see', async () => {
    const thread = await createThread({ at: new Date('2026-01-01') })
    const asker = await getActor(db, thread.authorId!)
    const answer = await createAnswer({ threadId: thread.id, authorId: person.id, at: new Date('2026-01-02') })
    const own = await createThread({ authorId: person.id, at: new Date('2026-01-03') })
    await postComment(db, person, {
      postId: own.questionId!,
      body: 'One more thing to say.',
      at: new Date('2026-01-04'),
    })
    const secret = await createThread({ authorId: person.id, audience: 'private' })
    const hidden = await createAnswer({ threadId: thread.id, authorId: person.id, body: 'Hidden from everybody here.' })
    await inTransaction(db, (trx) => setPostState(trx, asker, hidden.id, 'hidden'))

    const read = async (path: string) =>
      (await get(activity, path, { viewer, params: { userId: person.id } })).data as {
        acts: Array<{ kind: string; threadId: number }>
        next: string | null
      }
    const { acts, next } = await read('/')
    expect(acts.map((act) => [act.kind, act.threadId])).toEqual([
      ['comment', own.id],
      ['question', own.id],
      ['answer', thread.id],
    ])
    expect([next, acts.some((act) => act.threadId === secret.id)]).toEqual([null, false])
    const listed = await get(answers, '/?sort=newest', { viewer, params: { userId: person.id } })
    expect(listed).toMatchObject({ data: { answers: [{ id: answer.id }] } })
  })

  test('shows the points over the limit of a day', async () => {
    const thread = await createThread()
    const answer = await createAnswer({ threadId: thread.id, authorId: person.id })
    const voter = await createUser({ reputation: 500 })
    await castVote(db, voter, { postId: answer.id, value: 1 })
    await db.updateTable('reputationDays').set({ cappedPoints: 240 }).where('userId', '=', person.id).execute()
    const page = await get(reputation, '/', { viewer, params: { userId: person.id } })
    const today = new Date().toISOString().slice(0, 10)
    expect(page).toMatchObject({ data: { over: { [today]: 40 }, cap: 200, entries: [{ points: 10 }] } })
  })
})

describe('the list of people', () => {
  const names = async (query: string) => {
    const page = (await get(people, `/users?${query}`)).data as { members: Array<{ name: string }> }
    return page.members.map((member) => member.name)
  }

  test('is searched by name or the beginning of a handle, narrowed by role, and sorted', async () => {
    await db.updateTable('users').set({ handle: 'lovelace' }).where('id', '=', person.id).execute()
    await createUser({ name: 'Zoe', roles: ['staff'], reputation: 30 })
    await createUser({ name: 'Bo', roles: ['moderator'], reputation: 20 })
    expect(await names('name=lin')).toEqual(['Ada Lind'])
    expect(await names('name=@love')).toEqual(['Ada Lind'])
    expect(await names('name=velace')).toEqual([])
    expect(await names('role=staff')).toEqual(['Zoe'])
    expect((await names('sort=name')).slice(0, 2)).toEqual(['Ada Lind', 'Bo'])
    expect((await names('')).slice(0, 2)).toEqual(['Zoe', 'Bo'])
    expect((await names('sort=newest'))[0]).toBe('Bo')
    for (const odd of ['sort=x', 'role=x', 'after=zzz', 'name=%25', 'tab=leaders&period=x']) {
      expect(await get(people, `/users?${odd}`)).toMatchObject({ status: 200 })
    }
  })

  test.each(['reputation', 'newest', 'name'])('sorted by %s goes on where a page ended', async (sort) => {
    for (let index = 0; index < 60; index++) await createUser({ name: `Person of equal points ${index % 7}` })
    const read = async (query: string) =>
      (await get(people, `/users?sort=${sort}${query}`)).data as { members: Array<{ id: number }>; next: string | null }
    const first = await read('')
    const second = await read(`&after=${first.next}`)
    const ids = [...first.members, ...second.members].map((member) => member.id)
    expect([ids.length, new Set(ids).size, second.next]).toEqual([62, 62, null])
  })
})

test('pages of leaders, badges and privileges answer whoever asks', async () => {
  await createThread({ tags: ['wifi'] })
  expect(await get(tagLeaders, '/', { params: { name: 'wifi' } })).toMatchObject({
    status: 200,
    data: { period: 'month' },
  })
  expect(await get(tagLeaders, '/', { params: { name: 'nothing' } })).toMatchObject({ status: 404 })
  expect(await get(badgePage, '/', { params: { badgeId: 'teacher' } })).toMatchObject({ data: { holders: [] } })
  expect(await get(badgePage, '/', { params: { badgeId: 'x' } })).toMatchObject({ status: 404 })
  expect(await get(privileges, '/', {})).toMatchObject({ data: { signedIn: false, next: undefined } })
  expect(await get(privileges, '/', { viewer })).toMatchObject({ data: { next: { points: 8, missing: 7 } } })
})

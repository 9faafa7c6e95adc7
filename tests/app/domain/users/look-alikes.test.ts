import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Cursor } from '#app/domain/cursor.ts'
import { appointExpert } from '#app/domain/experts/appoint-expert.ts'
import { revokeExpert } from '#app/domain/experts/revoke-expert.ts'
import { listMentionable } from '#app/domain/profiles/list-mentionable.ts'
import { listUsers } from '#app/domain/profiles/list-users.ts'
import { getProfile } from '#app/domain/profiles/queries.ts'
import { completeOperator } from '#app/domain/search/find/complete-operator.ts'
import { listPosts } from '#app/domain/threads/list-posts.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { changeProfile } from '#app/domain/users/change-profile.ts'
import { grantRole } from '#app/domain/users/grant-role.ts'
import { markLookAlikes } from '#app/domain/users/look-alikes.ts'
import { signUp } from '#app/domain/users/sign-up.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { sequence } from '#tests/factories/sequence.ts'
import { db, pendingJobs } from '#tests/support/database.ts'

let admin: Actor
beforeEach(async () => {
  admin = await createUser({ name: 'Marion Liddell', roles: ['admin'] })
})

const join = (name: string) => signUp(db, { name, email: `${sequence()}@example.org`, password: 'a long sentence' })
/** Does the job that was left. */
async function work() {
  expect(await pendingJobs()).toContainEqual({ name: 'users.mark_look_alikes', payload: {} })
  await sql`delete from graphile_worker._private_jobs`.execute(db)
  await markLookAlikes(db)
}
const marks = (people: Array<{ name: string; looksLike: string | null }>) =>
  people.map(({ name, looksLike }) => (looksLike ? `${name} (${looksLike})` : name))
const marksOf = async (...people: Array<{ id: number }>) =>
  (await Promise.all(people.map(({ id }) => getProfile(db, id)))).map(({ looksLike }) => looksLike)
const profile = { about: '', location: '', website: '', locale: null, theme: 'system' as const }

describe('a name or handle that may be taken for the team', () => {
  test('is refused to whoever joins: of all who are of the team, and of nobody who was', async () => {
    const moderator = await createUser({ name: 'Olga Il', roles: ['moderator'] })
    await createUser({ name: 'Emil', roles: ['staff'] })
    await expect(join('0lga ll')).rejects.toMatchObject({ code: 'name.of_team' })
    await expect(join('Маriоn Liddеll')).rejects.toMatchObject({ kind: 'invalid', code: 'name.of_team', field: 'name' })
    await expect(join('Liddell, Marion (Support)')).rejects.toMatchObject({ code: 'name.of_team' })
    await expect(join('Ernil')).rejects.toMatchObject({ code: 'name.of_team' })
    await expect(join('Équipe Entraide')).rejects.toMatchObject({ code: 'name.claims_role', field: 'name' })
    await db.updateTable('grants').set({ revokedAt: new Date() }).where('userId', '=', moderator.id).execute()
    expect(await join('0lga ll')).toMatchObject({ id: expect.any(Number) })
  })

  test('is refused to whoever changes their name or handle', async () => {
    const actor = await createUser({ name: 'Rose' })
    const change = (chosen: { name?: string; handle?: string }) =>
      changeProfile(db, actor, { ...profile, name: 'Rose', ...chosen })
    await expect(change({ name: 'Marion – Staff' })).rejects.toMatchObject({ code: 'name.of_team', field: 'name' })
    await expect(change({ name: 'Modérateur' })).rejects.toMatchObject({ code: 'name.claims_role', field: 'name' })
    for (const handle of ['Marion-LiddeII', 'liddell-marion', 'mari0nlidde11', 'marionsupport']) {
      await expect(change({ handle }), handle).rejects.toMatchObject({ code: 'handle.of_team', field: 'handle' })
    }
    for (const handle of ['Admin', 'rn0derator', 'entraide', 'entraide-support', 'supportteam']) {
      await expect(change({ handle }), handle).rejects.toMatchObject({ code: 'handle.claims_role', field: 'handle' })
    }
    await change({ name: 'Marion Rose', handle: 'marion-rose' })
  })

  test('stays the own one of whoever has it, also in another spelling', async () => {
    await changeProfile(db, admin, { ...profile, name: 'Márion Liddell', handle: 'marionliddell' })
    // The team may be called by what it does.
    await changeProfile(db, admin, { ...profile, name: 'Support Entraide' })
    const other = await createUser({ name: 'Emil', roles: ['staff'] })
    const change = changeProfile(db, other, { ...profile, name: 'Emil', handle: 'marion-liddell' })
    await expect(change).rejects.toMatchObject({ code: 'handle.of_team' })
    // Somebody who came by import keeps the name when the rest of the profile changes.
    const imported = await createUser({ name: 'Marion LiddeII' })
    await changeProfile(db, imported, { ...profile, name: 'Marion LiddeII', location: 'Oxford' })
  })

  test('is marked at once where it is not refused', async () => {
    const actor = await createUser({ name: 'Rose' })
    await changeProfile(db, actor, { ...profile, name: 'Rose, moderator' })
    expect(await getProfile(db, actor.id)).toMatchObject({ looksLike: 'team' })
    await changeProfile(db, actor, { ...profile, name: 'Rose' })
    expect(await getProfile(db, actor.id)).toMatchObject({ looksLike: null })

    await createUser({ name: 'Rose Expert', expertOf: [(await createTag()).id] })
    const { id } = await join('Expert Rosé')
    expect(await getProfile(db, id)).toMatchObject({ looksLike: 'expert' })
  })
})

describe('whoever came with such a name', () => {
  test('is marked where people are read, and stands after everybody else', async () => {
    const viewer = await createUser({ name: 'Reader' })
    const impostor = await createUser({ name: 'Маrion Liddell', reputation: 9000 })
    await markLookAlikes(db)
    const thread = await createThread()
    await createAnswer({ threadId: thread.id, authorId: impostor.id })
    await createAnswer({ threadId: thread.id, authorId: admin.id })

    for (const sort of ['reputation', 'newest', 'name'] as const) {
      const { items } = await listUsers(db, { sort })
      expect(marks(items).at(-1), sort).toBe('Маrion Liddell (team)')
      expect(
        items.filter(({ looksLike }) => looksLike),
        sort,
      ).toHaveLength(1)
    }
    // In the thread or not, whether the real one is or not.
    const elsewhere = await createThread()
    await createAnswer({ threadId: elsewhere.id, authorId: impostor.id })
    for (const threadId of [undefined, thread.id, elsewhere.id]) {
      for (const typed of ['', 'lidd', 'marion']) {
        const people = await listMentionable(db, viewer, { typed, ...(threadId ? { threadId } : {}) })
        const place = marks(people).indexOf('Маrion Liddell (team)')
        expect(place, `${threadId} ${typed}`).toBeOneOf([-1, people.length - 1])
        if (typed !== '') expect(marks(people)).toContain('Marion Liddell')
      }
    }
    const completed = await completeOperator(db, 'user:lidd', 'en')
    expect(completed?.items.map(({ name }) => name)).toEqual(['Marion Liddell', 'Маrion Liddell'])

    expect(await getProfile(db, impostor.id)).toMatchObject({ looksLike: 'team' })
    expect(await getProfile(db, admin.id)).toMatchObject({ looksLike: null })
    const posts = await listPosts(db, null, { id: thread.id, authorId: null, categoryId: thread.categoryId, tags: [] })
    expect(posts.map(({ userName, looksLike }) => [userName, looksLike])).toEqual([
      [expect.any(String), null],
      ['Маrion Liddell', 'team'],
      ['Marion Liddell', null],
    ])
  })

  test('is marked beside an expert too, and never completed before the expert', async () => {
    const tag = await createTag()
    const expert = await createUser({ name: 'Zoé Karlsen', expertOf: [tag.id] })
    const namesake = await createUser({ name: 'Karlsen Zoe', reputation: 9000 })
    const impostor = await createUser({ name: 'Zоé Kаrlsen', reputation: 8000 })
    const twin = await createUser({ name: 'Zoé Karlsen', expertOf: [tag.id] })
    await markLookAlikes(db)
    const people = await listMentionable(db, admin, { typed: 'karlsen' })
    expect(marks(people).slice(0, 2)).toEqual(['Zoé Karlsen', 'Zoé Karlsen'])
    expect(marks(people).slice(2)).toEqual(['Karlsen Zoe (expert)'])
    const completed = await completeOperator(db, 'user:karlsen', 'en')
    expect(completed?.items.at(-1)?.name).toBe('Karlsen Zoe')
    expect(await marksOf(expert, twin, namesake, impostor)).toEqual([null, null, 'expert', 'expert'])

    await revokeExpert(db, admin, { userId: expert.id, tagId: tag.id, at: new Date() })
    await revokeExpert(db, admin, { userId: twin.id, tagId: tag.id, at: new Date() })
    await work()
    expect(await marksOf(expert, twin, namesake, impostor)).toEqual([null, null, null, null])
    await appointExpert(db, admin, { userId: namesake.id, tagId: tag.id, at: new Date() })
    await work()
    expect(await marksOf(expert, namesake)).toEqual(['expert', null])
  })

  test('is marked by a handle too, and from the day on which somebody of that name joins the team', async () => {
    const emil = await createUser({ name: 'Ernil' })
    const { id } = await createUser({ name: 'Emil' })
    await markLookAlikes(db)
    expect(await marksOf(emil)).toEqual([null])
    await grantRole(db, admin, { userId: id, role: 'moderator' })
    await work()
    expect(await marksOf(emil)).toEqual(['team'])
    // Nobody of the team is an impostor.
    await grantRole(db, admin, { userId: emil.id, role: 'moderator' })
    await work()
    expect(await marksOf(emil)).toEqual([null])

    const handled = await createUser({ name: '花子' })
    await db.updateTable('users').set({ handle: 'rnarion-lidde11' }).where('id', '=', handled.id).execute()
    const renamed = await createUser({ name: 'Anna Blume' })
    await changeProfile(db, admin, { ...profile, name: 'Anna Blume', handle: 'rnarion-liddell' })
    await work()
    expect(await marksOf(handled, renamed)).toEqual(['team', 'team'])
  })

  test('pages are complete, and marked people are on the last ones', async () => {
    for (let index = 0; index < 5; index++) await createUser({ reputation: 10 + index })
    for (let index = 0; index < 4; index++) await createUser({ name: 'Marion LiddeII', reputation: 12 })
    await markLookAlikes(db)
    const pages: boolean[][] = []
    const seen: number[] = []
    for (let after: Cursor | null | undefined; after !== null; ) {
      const { items, next } = await listUsers(db, { limit: 4, ...(after ? { after } : {}) })
      pages.push(items.map(({ looksLike }) => looksLike !== null))
      seen.push(...items.map(({ id }) => id))
      after = next
    }
    expect(pages).toEqual([
      [false, false, false, false],
      [false, false, true, true],
      [true, true],
    ])
    expect(new Set(seen).size).toBe(10)
  })
})

test('a backup can be restored: the columns are computed without a search path', async () => {
  const { rows } = await db.transaction().execute(async (trx) => {
    await sql`set local search_path = ''`.execute(trx)
    return sql`select public.folded('Éric') as folded`.execute(trx)
  })
  expect(rows).toEqual([{ folded: 'eric' }])
})

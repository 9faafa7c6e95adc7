import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
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
import { inTransaction } from '#db/transaction.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { sequence } from '#tests/factories/sequence.ts'
import { db } from '#tests/support/database.ts'

let admin: Actor
beforeEach(async () => {
  admin = await createUser({ name: 'Marion Liddell', roles: ['admin'] })
})

const join = (name: string) => signUp(db, { name, email: `${sequence()}@example.org`, password: 'a long sentence' })
const profile = { about: '', location: '', website: '', locale: null, theme: 'system' as const }

const IMPOSTORS = [
  ['the same', 'Marion Liddell'],
  ['case', 'MARION liddell'],
  ['Cyrillic', 'Маriоn Liddеll'],
  ['Greek', 'Μαriοn Liddell'],
  ['zero width', 'Mar\u200bion\u2060 Liddell'],
  ['soft hyphen', 'Mari\u00adon Liddell'],
  ['full width', 'Ｍａｒｉｏｎ Ｌｉｄｄｅｌｌ'],
  ['mathematical letters', '𝐌𝐚𝐫𝐢𝐨𝐧 𝓛𝓲𝓭𝓭𝓮𝓵𝓵'],
  ['small capitals', 'ᴍᴀʀɪᴏɴ Liddell'],
  ['accents', 'Márïon Lĭddell'],
  ['combining marks', 'Mari\u0335on Liddell'],
  ['rn for m', 'rnarion Liddell'],
  ['I for l', 'Marion LiddeII'],
  ['1 for l', 'Marion Lidde11'],
  ['l for i', 'Marlon Llddell'],
  ['0 for o', 'Mari0n Liddell'],
  ['| for l', 'Marion Lidde||'],
  ['no blank', 'MarionLiddell'],
  ['its handle', 'marion-liddell'],
  ['signs', '.:Marion_Liddell:.'],
  ['a tick', 'Marion Liddell ✔'],
  ['a picture', 'Marion Liddell 🛡️'],
  ['no-break space', 'Marion\u00a0Liddell'],
  ['a Hangul filler', 'Marion\u3164Liddell'],
  ['a Hangul filler before', '\u115fMarion Liddell\uffa0'],
  ['an empty Braille sign', 'Marion\u2800Liddell'],
] as const

describe('a name or handle that looks like one of the team', () => {
  test.each(IMPOSTORS)('is refused to whoever changes their name: %s', async (_, name) => {
    const actor = await createUser({ name: 'Rose' })
    await expect(changeProfile(db, actor, { ...profile, name })).rejects.toMatchObject({ code: 'name.of_team' })
  })

  test.each(['Marion-LiddeII', 'rnarion-liddell', 'mari0nlidde11', 'Admin', 'rn0derator', 'entraide'])(
    'is refused as a handle: %s',
    async (handle) => {
      const actor = await createUser({ name: 'Rose' })
      const change = changeProfile(db, actor, { ...profile, name: 'Rose', handle })
      await expect(change).rejects.toMatchObject({ code: 'handle.of_team', field: 'handle' })
    },
  )

  test.each(['Admin', 'ADMlN', 'Аdmin', 'Moderator', 'Modérateur', 'Équipe', 'Support', 'Entraide', 'Entr\u200baide'])(
    'is refused when it says that its owner is of the team: %s',
    async (name) => {
      const change = changeProfile(db, await createUser({ name: 'Rose' }), { ...profile, name })
      await expect(change).rejects.toMatchObject({ code: 'name.of_team' })
    },
  )

  test.each(['Marion', 'Liddell', 'Marion Liddell-Roy', 'Mario Liddel', 'Марина', '花子', '🛡️🛡️', 'Mo', 'Admiral'])(
    'is another one: %s',
    async (name) => {
      await changeProfile(db, await createUser({ name: 'Rose' }), { ...profile, name })
    },
  )

  test('is refused to whoever joins: of all who are of the team, and of nobody who was', async () => {
    const moderator = await createUser({ name: 'Olga Il', roles: ['moderator'] })
    await createUser({ name: 'Emil', roles: ['staff'] })
    await expect(join('0lga ll')).rejects.toMatchObject({ code: 'name.of_team' })
    await expect(join('Маriоn Liddеll')).rejects.toMatchObject({ kind: 'invalid', code: 'name.of_team', field: 'name' })
    await expect(join('Ernil')).rejects.toMatchObject({ code: 'name.of_team' })
    await db.updateTable('grants').set({ revokedAt: new Date() }).where('userId', '=', moderator.id).execute()
    expect(await join('0lga ll')).toMatchObject({ id: expect.any(Number) })
  })

  test('stays the own one of whoever has it, also in another spelling', async () => {
    await changeProfile(db, admin, { ...profile, name: 'Márion Liddell', handle: 'marionliddell' })
    // Somebody who came by import keeps the name when the rest of the profile changes.
    const imported = await createUser({ name: 'Marion LiddeII' })
    await changeProfile(db, imported, { ...profile, name: 'Marion LiddeII', location: 'Oxford' })
  })
})

describe('whoever came with such a name', () => {
  test('is marked where people are read, and stands after everybody else', async () => {
    const viewer = await createUser({ name: 'Reader' })
    const impostor = await createUser({ name: 'Маrion Liddell', reputation: 9000 })
    await inTransaction(db, markLookAlikes)
    const thread = await createThread()
    await createAnswer({ threadId: thread.id, authorId: impostor.id })
    await createAnswer({ threadId: thread.id, authorId: admin.id })

    const names = (people: Array<{ name: string; looksLikeTeam: boolean }>) =>
      people.map(({ name, looksLikeTeam }) => `${name}${looksLikeTeam ? ' (marked)' : ''}`)
    for (const sort of ['reputation', 'newest', 'name'] as const) {
      const { items } = await listUsers(db, { sort })
      expect(names(items).at(-1), sort).toBe('Маrion Liddell (marked)')
      expect(
        names(items).filter((name) => name.includes('marked')),
        sort,
      ).toHaveLength(1)
    }
    // In the thread or not, whether the real one is or not.
    const elsewhere = await createThread()
    await createAnswer({ threadId: elsewhere.id, authorId: impostor.id })
    for (const threadId of [undefined, thread.id, elsewhere.id]) {
      for (const typed of ['', 'lidd', 'marion']) {
        const people = await listMentionable(db, viewer, { typed, ...(threadId ? { threadId } : {}) })
        const place = names(people).indexOf('Маrion Liddell (marked)')
        expect(place, `${threadId} ${typed}`).toBeOneOf([-1, people.length - 1])
        if (typed !== '') expect(names(people)).toContain('Marion Liddell')
      }
    }
    const completed = await completeOperator(db, 'user:lidd', 'en')
    expect(completed?.items.map(({ name }) => name)).toEqual(['Marion Liddell', 'Маrion Liddell'])

    expect(await getProfile(db, impostor.id)).toMatchObject({ looksLikeTeam: true })
    expect(await getProfile(db, admin.id)).toMatchObject({ looksLikeTeam: false })
    const posts = await listPosts(db, null, { id: thread.id, authorId: null, categoryId: thread.categoryId, tags: [] })
    expect(posts.map(({ userName, looksLikeTeam }) => [userName, looksLikeTeam])).toEqual([
      [expect.any(String), false],
      ['Маrion Liddell', true],
      ['Marion Liddell', false],
    ])
  })

  test('is marked by a handle too, and from the day on which somebody of that name joins the team', async () => {
    const emil = await createUser({ name: 'Ernil' })
    const marked = async () => (await getProfile(db, emil.id)).looksLikeTeam
    const { id } = await createUser({ name: 'Emil' })
    expect(await marked()).toBe(false)
    await grantRole(db, admin, { userId: id, role: 'moderator' })
    expect(await marked()).toBe(true)
    // Nobody of the team is an impostor.
    await grantRole(db, admin, { userId: emil.id, role: 'moderator' })
    expect(await marked()).toBe(false)

    const { id: handled } = await createUser({ name: '花子' })
    await db.updateTable('users').set({ handle: 'rnarion-lidde11' }).where('id', '=', handled).execute()
    await inTransaction(db, markLookAlikes)
    expect((await getProfile(db, handled)).looksLikeTeam).toBe(true)
  })

  test('pages are complete, and marked people are on the last one only', async () => {
    for (let index = 0; index < 5; index++) await createUser({ reputation: 10 + index })
    await createUser({ name: 'Marion LiddeII', reputation: 12 })
    await inTransaction(db, markLookAlikes)
    const first = await listUsers(db, { limit: 4 })
    const second = await listUsers(db, { limit: 4, ...(first.next ? { after: first.next } : {}) })
    expect(first.items.map(({ looksLikeTeam }) => looksLikeTeam)).toEqual([false, false, false, false])
    expect(second.items.map(({ looksLikeTeam }) => looksLikeTeam)).toEqual([false, false, true])
    expect(second.next).toBeNull()
  })
})

test('a name has the same skeleton with any of its letters replaced by a look-alike', async () => {
  const ALIKE: Record<string, string[]> = {
    a: ['а', 'α', 'ａ', 'á', '𝒂', 'A', 'А', 'ᴀ'],
    e: ['е', 'è', 'ｅ', 'Ε', 'ҽ'],
    i: ['l', '1', 'I', 'і', 'í', 'ι', '|', 'ı', 'İ'],
    l: ['I', '1', 'ӏ', 'ｌ', 'ⅼ', 'ʟ'],
    o: ['0', 'о', 'ο', 'ö', 'օ', 'ⲟ'],
    m: ['rn', 'м', 'ｍ', 'ᴍ'],
    n: ['ո', 'ñ', 'ɴ'],
    s: ['ѕ', 'ş', 'ꜱ'],
    w: ['vv', 'ԝ', 'ｗ'],
  }
  const written = fc.array(
    fc.constantFrom(...Object.keys(ALIKE)).chain((letter) =>
      fc.record({
        letter: fc.constant(letter),
        alike: fc.constantFrom(letter, ...(ALIKE[letter] ?? [])),
        unseen: fc.constantFrom('', '', '\u200b', '\u00ad', '\u0336', '-', ' ', '.'),
      }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  const names = fc.sample(written, 400)
  const plain = names.map((name) => name.map(({ letter }) => letter).join(''))
  const disguised = names.map((name) => name.map(({ alike, unseen }) => alike + unseen).join(''))
  const { rows } = await sql<{ plain: string; disguised: string }>`
    select skeleton(plain) as plain, skeleton(disguised) as disguised
    from unnest(${plain}::text[], ${disguised}::text[]) as given (plain, disguised)`.execute(db)
  expect(rows.map((row) => row.disguised)).toEqual(rows.map((row) => row.plain))
})

test('a backup can be restored: the columns are computed without a search path', async () => {
  const { rows } = await db.transaction().execute(async (trx) => {
    await sql`set local search_path = ''`.execute(trx)
    return sql`select public.skeleton('Éric') as skeleton, public.folded('Éric') as folded`.execute(trx)
  })
  expect(rows).toEqual([{ skeleton: 'erlc', folded: 'eric' }])
})

import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { findPeople } from '#app/domain/profiles/find-people.ts'
import { listMentionable } from '#app/domain/profiles/list-mentionable.ts'
import { listUsers } from '#app/domain/profiles/list-users.ts'
import { completeOperator } from '#app/domain/search/find/complete-operator.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { explainNames } from '#app/domain/search/query/unknown-names.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const found = async (typed: string) => (await findPeople(db, typed))?.people.map(({ name }) => name)

describe('a person in a filter', () => {
  test.each<[string, string[] | undefined]>([
    ['Étienne Dupré', ['Étienne Dupré']],
    ['etienne dupre', ['Étienne Dupré']],
    ['ÉTIENNE  DUPRÉ', ['Étienne Dupré']],
    ['E\u0301tienne Dupre\u0301', ['Étienne Dupré']],
    ['etienne-dupre', ['Étienne Dupré']],
    [' @Etienne-DUPRE ', ['Étienne Dupré']],
    ['Ｅtienne', ['Étienne Dupré']],
    ['eti', ['Étienne Dupré']],
    ['@eti', ['Étienne Dupré']],
    ['dupré', ['Étienne Dupré']],
    ['Şahin', ['Ayşe Şahin']],
    ['sahin', ['Ayşe Şahin']],
    ['łukasz', ['Łukasz Wójcik']],
    ['LUKASZ', ['Łukasz Wójcik']],
    ['straße', ['Rosa Strasse']],
    ['юрий', ['Юрий']],
    ['ЮРИ', ['Юрий']],
    ['pierre', ['Jean-Pierre Roy']],
    ['100%', ['100% Ada']],
    ['１００％', ['100% Ada']],
    ['%', []],
    ['_', []],
    ['\\', []],
    ['upr', []],
    ['nobody', []],
    ['\0', []],
    [' @ ', undefined],
    ['', undefined],
  ])('%j', async (typed, names) => {
    for (const name of ['Étienne Dupré', 'Ayşe Şahin', 'Łukasz Wójcik', 'Rosa Strasse', 'Юрий', 'Jean-Pierre Roy']) {
      await createUser({ name })
    }
    await createUser({ name: '100% Ada' })
    await createUser({ name: 'Left', email: 'left@example.org' })
    expect(await found(typed)).toEqual(names)
  })

  test('a whole name before the beginning of one, and namesakes together, those with most points first', async () => {
    const first = await createUser({ name: 'Ana', reputation: 5 })
    const second = await createUser({ name: 'ÁNA', reputation: 50 })
    await createUser({ name: 'Anabel', reputation: 500 })
    expect(await findPeople(db, 'ana')).toMatchObject({ people: [{ id: second.id }, { id: first.id }], whole: true })
    // The @ is for one person.
    expect(await findPeople(db, '@ana')).toMatchObject({ people: [{ id: first.id }], whole: true })
    expect(await findPeople(db, String(first.id))).toMatchObject({ people: [{ id: first.id }], whole: true })
    expect(await findPeople(db, 'anab')).toMatchObject({ people: [{ name: 'Anabel' }], whole: false })
  })

  test('is no more than 50 people, and the rest is said', async () => {
    for (let index = 0; index < 51; index++) await createUser({ name: `Person ${index}` })
    const people = await findPeople(db, 'person')
    expect([people?.people.length, people?.more]).toEqual([50, true])
  })

  test('nobody who left, and not Entraide itself, but where everybody is meant', async () => {
    const { id } = await createUser({ name: 'Gone Girl' })
    await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', id).execute()
    expect(await found('gone girl')).toEqual([])
    expect(await found('entraide')).toEqual([])
    expect((await findPeople(db, 'entraide', { everybody: true }))?.people).toMatchObject([{ name: 'Entraide' }])
    expect((await findPeople(db, 'gone', { everybody: true }))?.people).toMatchObject([{ id }])
  })
})

test('people are found alike in filters, the list, mentions, and the completion and the hints of a search', async () => {
  const viewer = await createUser({ name: 'Viewer' })
  const person = await createUser({ name: 'Zoë de Łódź' })
  await createUser({ name: 'Somebody Else' })
  for (const typed of ['zoe de lodz', 'ZOË DE ŁÓDŹ', '@zoe-de-lodz', 'zo', 'Łód', 'lodz', 'Zoe\u0308']) {
    expect(await found(typed), typed).toEqual(['Zoë de Łódź'])
    expect(
      (await listUsers(db, { name: typed })).items.map(({ id }) => id),
      typed,
    ).toEqual([person.id])
    expect(await listMentionable(db, viewer, { typed }), typed).toMatchObject([{ handle: 'zoe-de-lodz' }])
    const completed = await completeOperator(db, `pump user:"${typed}`, 'en')
    expect(
      completed?.items.map(({ text }) => text),
      typed,
    ).toEqual(['user:"Zoë de Łódź"'])
    expect(await explainNames(db, [parseQuery(`user:"${typed}"`)]), typed).toMatchObject({ unknown: [] })
  }
})

test('a search says which of its names mean nothing, also after a minus, and whom others mean', async () => {
  await createUser({ name: 'Ana' })
  await createUser({ name: 'Aña' })
  const explained = await explainNames(db, [
    parseQuery('[none] user:xyz user:ana user:an'),
    parseQuery('-user:zyx -tag:nil'),
  ])
  expect(explained.unknown.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'tag none',
    'tag nil',
    'user xyz',
    'user zyx',
  ])
  expect(explained.people.map(({ text, people, whole }) => [text, people.length, whole])).toEqual([
    ['ana', 2, true],
    ['an', 2, false],
  ])
})

test('whom a completion cannot name apart, it names by the handle', async () => {
  await createUser({ name: 'Ana' })
  const second = await createUser({ name: 'Ana', reputation: 9 })
  const { items } = (await completeOperator(db, 'user:an', 'en')) ?? { items: [] }
  expect(items.map(({ text }) => text)).toEqual([`user:@ana-${second.id}`, 'user:@ana'])
  for (const { text } of items) expect(await found(text.slice('user:'.length))).toHaveLength(1)
})

describe('folding a name', () => {
  const LETTERS = [..."aàâäãåæçéèêëěğîïıİłñôœøöšßşùûüÿžđþћйёάώ花が한กि -.'09ʼ’"]
  const name = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 12 })
  const fold = async (texts: string[]) => {
    const { rows } = await sql<{ folded: string }>`
      select folded(text) from unnest(${texts}::text[]) with ordinality as given (text, place) order by place`.execute(
      db,
    )
    return rows.map(({ folded }) => folded)
  }

  test('gives the same whatever its case and its composition, and folding again changes nothing', async () => {
    const texts = fc.sample(name, 300)
    const folded = await fold(texts)
    for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const) {
      expect(await fold(texts.map((text) => text.normalize(form)))).toEqual(folded)
      expect(await fold(texts.map((text) => text.toLowerCase().normalize(form)))).toEqual(folded)
    }
    expect(await fold(folded)).toEqual(folded)
  })

  test('puts accents beside their letters: été beside ete, not after z', async () => {
    const names = ['zoo', 'été', 'etc', 'Ete', 'eau', 'Éte', 'œuf', 'og', 'of']
    const { rows } = await sql<{ name: string }>`
      select name from unnest(${names}::text[]) as name order by folded(name) collate "C", name collate "C"`.execute(db)
    expect(rows.map((row) => row.name)).toEqual(['eau', 'etc', 'Ete', 'Éte', 'été', 'œuf', 'of', 'og', 'zoo'])
    for (const each of names.slice(0, 5)) await createUser({ name: `${each} x` })
    const { items } = await listUsers(db, { name: ' x', sort: 'name' })
    expect(items.map((item) => item.name)).toEqual(['eau x', 'etc x', 'été x', 'Ete x', 'zoo x'])
  })
})

import { expect, test } from 'vitest'
import { completeWord } from '#app/domain/search/find/complete-word.ts'
import { didYouMean } from '#app/domain/search/find/did-you-mean.ts'
import { countWords } from '#app/domain/search/index/count-words.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

async function garden() {
  const threads = [
    await createThread({ title: 'Calibration of the soil probe fails', tags: ['calibration'] }),
    await createThread({ title: 'The firmware update stays at twelve percent', tags: ['firmware'] }),
    await createThread({ title: 'The firmware of the hub is too old', tags: ['firmware'] }),
    await createThread({
      title: 'Où régler l’étalonnage du pluviomètre',
      body: 'Je ne trouve pas où régler l’étalonnage de mon pluviomètre dans l’application.',
      locale: 'fr',
      tags: ['pluviometre'],
    }),
  ]
  const article = await createArticle({
    title: 'The swordfish protocol',
    body: 'Swordfish is for us alone.',
    audience: 'staff',
  })
  await searchEngine.index(db, { threadIds: threads.map((thread) => thread.id), articleIds: [article.id] })
  await countWords(db, { always: true })
}

async function meant(text: string, viewer: Viewer = null) {
  return didYouMean(db, viewer, searchEngine, { text, facets: {}, locale: 'en', now: new Date() })
}

test.each<[string, string | undefined]>([
  ['calibartion', 'calibration'],
  ['Firmwere update', 'firmware update'],
  ['frimware of the hub', 'firmware of the hub'],
  ['etalonage pluvionetre', 'étalonnage pluviomètre'],
  ['firmware', undefined],
  ['ETALONNAGE', undefined],
  ['calibrations', undefined],
  ['xylophone', undefined],
  ['e-42 4.6.1', undefined],
  ['hib', undefined],
  ['', undefined],
  ['[calibartion] is:solved', undefined],
  ['-calibartion "calibartion" user:calibartion calibartion.txt', undefined],
  ['xylophone OR calibartion', 'xylophone or calibration'],
])('%j is meant as %j', async (text, expected) => {
  await garden()
  expect((await meant(text))?.toLowerCase()).toBe(expected)
})

test('a word that is in the forum is right, however rare it is', async () => {
  await garden()
  for (let count = 0; count < 60; count++) {
    await createThread({ title: `The format of the export, case ${count}`, tags: ['format'] })
  }
  await createThread({
    title: 'A formal letter to write, nodejs',
    body: 'It is about the PC/Formed of it.',
  })
  await searchEngine.rebuild(db)
  for (const text of ['formal', 'formal letter', 'formed', 'formats', 'nodejs', 'node.js', 'PC/Formal']) {
    expect([text, await meant(text)]).toEqual([text, undefined])
  }
  expect(await meant('formzat')).toBe('format')
})

test('all tags are read for a word that no text has, and for no other', async () => {
  await garden()
  const statements: string[] = []
  const watched = db.withPlugin({
    transformQuery: ({ node }) => {
      if (node.kind === 'RawNode') statements.push(node.sqlFragments.join('?'))
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const readTags = async (text: string) => {
    statements.length = 0
    await didYouMean(watched, null, searchEngine, { text, facets: {}, locale: 'en', now: new Date() })
    return statements.some((statement) => /exists \(select from tags/.test(statement))
  }
  expect(await readTags('firmware of the probe fails')).toBe(false)
  expect(await readTags('firmware xylophone')).toBe(true)
})

test('a word that only staff may read is said to staff alone', async () => {
  await garden()
  expect(await meant('swordfsh')).toBeUndefined()
  expect(await meant('swordfsh', await createUser())).toBeUndefined()
  expect(await meant('swordfsh', await createUser({ roles: ['staff'] }))).toBe('swordfish')
})

test('what is right stays as it was typed', async () => {
  await garden()
  expect(await meant('Soil  Probe "soil probe" calibartion')).toBe('Soil Probe "soil probe" calibration')
})

test.each<[string, string]>([
  ['soil pro', 'soil probe'],
  ['firmw', 'firmware'],
  ['firmware', 'firmware'],
  ['fi', 'fi'],
  ['zzz', 'zzz'],
  ['firmw ', 'firmw '],
  ['/opt/firmw', '/opt/firmware'],
  ['soil_pro', 'soil_probe'],
  ['user:firmw', 'user:firmw'],
  ['[firmw', '[firmw'],
  ['-firmw', '-firmw'],
  ['%%%', '%%%'],
])('the unfinished word of %j is read as in %j', async (text, expected) => {
  await garden()
  expect(await completeWord(db, text)).toBe(expected)
})

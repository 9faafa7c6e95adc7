import { expect, test } from 'vitest'
import { readOutsideDocuments } from '#app/domain/search/index/outside-documents.ts'
import { splitWords } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { readWords } from '#app/engines/meilisearch/words.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { db } from '#tests/support/database.ts'

const stemsOf = async (text: string) =>
  (await readWords(db, splitWords(text))).map(({ word, stems }) => [word, stems.toSorted()])

test('words are taken apart, and a part is also found by its compounds', async () => {
  expect(await stemsOf('The watering of node.js, v2.14')).toEqual([
    ['watering', ['water', 'watering']],
    ['node', ['nod', 'node', 'nodej']],
    ['js', ['js', 'nodej']],
    ['2', ['2', '2.14']],
    ['14', ['14', '2.14']],
  ])
  expect(await stemsOf('日本語')).toEqual(['日', '日本', '本', '本語', '語'].map((word) => [word, [word]]))
  expect(await stemsOf('the of it')).toEqual([])
})

test.each([
  ['It runs on PC/Mac alike', ['pc', 'Mac', 'pc/mac']],
  ['com.acme.UserService.run fails', ['service', 'userservice', 'acme', 'com.acme.UserService.run']],
  ['C:\\Users\\Public\\setup.exe hangs', ['setup.exe', 'public', 'C:\\Users\\Public\\setup.exe']],
  ['Broken since v2.14.3 of it', ['2.14.3', 'v2.14.3']],
  ['Which nodejs is the right one', ['node.js', 'NODEJS']],
  ['日本語のテキストを検索する方法を教えてください', ['日本語', '検索']],
  ['Un œuf de la Straße de Łódź', ['oeuf', 'STRASSE', 'łódź']],
])('the document of %j has a stem of each part of what finds it', async (title, searches) => {
  const thread = await createThread({ title, tags: ['a'] })
  await postgresEngine().index(db, { threadIds: [thread.id] })
  const [document] = await readOutsideDocuments(db, [thread.questionId!])
  const stems = new Set(document!.titleStems.split(' '))
  for (const text of searches) {
    const words = await readWords(db, splitWords(text))
    expect([text, words.length > 0, words.filter((word) => !word.stems.some((stem) => stems.has(stem)))]).toEqual([
      text,
      true,
      [],
    ])
  }
})

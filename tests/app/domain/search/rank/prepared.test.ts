import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { prepared } from '#app/domain/search/rank/prepared.ts'
import { db } from '#tests/support/database.ts'

test('a statement takes its arguments where it mentions them, each time anew', async () => {
  const both = prepared<[string, number], { text: string }>(
    (word, count) => sql`select repeat(${word}, ${count}::int) || ' ' || ${word} as text`,
  )
  expect(await both(db, 'ab', 2)).toEqual([{ text: 'abab ab' }])
  expect(await both(db, 'c', 3)).toEqual([{ text: 'ccc c' }])
})

test('one that makes something of an argument is refused: the first call would stand for all', async () => {
  const joined = prepared<[string], { text: string }>((word) => sql`select ${`${word}s`}::text as text`)
  await expect(joined(db, 'lamp')).rejects.toThrow('a parameter that is no argument')
})

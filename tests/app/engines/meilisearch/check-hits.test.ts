import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { checkHits } from '#app/engines/meilisearch/check-hits.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { db } from '#tests/support/database.ts'

async function indexed(title: string): Promise<number> {
  const thread = await createThread({ title })
  await postgresEngine().index(db, { threadIds: [thread.id] })
  return thread.questionId!
}

const check = async (text: string, postIds: number[]) => {
  const hits = postIds.map((postId) => ({ postId, score: 1 }))
  return (await checkHits(db, parseQuery(text), hits, 50)).map((hit) => hit.postId)
}

test('what must not be there is not, word by word and phrase by phrase', async () => {
  const loud = await indexed('The red pump is loud')
  const quiet = await indexed('The blue pump is quiet')
  const both = [loud, quiet]
  expect(await check('pump', both)).toEqual(both)
  expect(await check('pump -loud', both)).toEqual([quiet])
  expect(await check('pump -loud -quiet', both)).toEqual([])
  expect(await check('pump -"pump is loud" -"quiet pump"', both)).toEqual([quiet])
  expect(await check('"red pump" -"blue pump" -valve', both)).toEqual([loud])
})

test('many words that must not be there cost hardly more than one', async () => {
  const postIds: number[] = []
  for (let index = 0; index < 10; index++) postIds.push(await indexed(`The pump is loud, case ${index}`))
  await sql`update search_documents set body = repeat('The pump is loud in room ' || post_id || '. ', 1000)`.execute(db)
  const fastest = async (text: string) => {
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      const from = performance.now()
      expect(await check(text, postIds)).toEqual(postIds)
      times.push(performance.now() - from)
    }
    return Math.min(...times)
  }
  const many = Array.from({ length: 24 }, (_, index) => `-valve${index}`).join(' ')
  expect(await fastest(`pump ${many}`)).toBeLessThan(6 * (await fastest('pump -valve')))
})

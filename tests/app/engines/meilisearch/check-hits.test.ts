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

test('compounds are the same here as in the embedded engine, however they are written', async () => {
  const [slashed, dotted] = [await indexed('It runs on PC/Mac alike'), await indexed('Which node.js is the right one')]
  const both = [slashed, dotted]
  expect(await check('"PC/Mac"', both)).toEqual([slashed])
  expect(await check('alike -nodejs', both)).toEqual([slashed])
  expect(await check('alike -node.js -node/mac', both)).toEqual([slashed])
  expect(await check('nodejs in:title', both)).toEqual([dotted])
  expect(await check('is:open', both)).toEqual(both)
  expect(await check('is:closed', both)).toEqual([])
})

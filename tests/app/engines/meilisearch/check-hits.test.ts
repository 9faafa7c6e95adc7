import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { checkHits } from '#app/engines/meilisearch/check-hits.ts'
import { inTransaction, type Trx } from '#db/transaction.ts'
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

test('a text is taken apart as often for many words that must not be there as for one', async () => {
  const postIds: number[] = []
  for (let index = 0; index < 10; index++) postIds.push(await indexed(`The pump is loud, case ${index}`))
  const body = 'The pump is loud, and has been since Monday.'
  await db.updateTable('searchDocuments').set({ body }).execute()
  const textsTakenApart = (text: string) =>
    inTransaction(db, async (trx) => {
      await countTextSearch(trx)
      const hits = postIds.map((postId) => ({ postId, score: 1 }))
      expect(await checkHits(trx, parseQuery(text), hits, 50)).toEqual(hits)
      const { rows } = await sql<{ times: number }>`select last_value as times from counted.texts`.execute(trx)
      await sql`drop schema counted cascade`.execute(trx)
      return rows[0]?.times ?? 0
    })
  const many = (unit: (index: number) => string) => Array.from({ length: 12 }, (_, index) => unit(index)).join(' ')
  const once = await textsTakenApart('pump -valve -"blue pump"')
  expect(once).toBeGreaterThanOrEqual(postIds.length)
  expect(await textsTakenApart(`pump ${many((index) => `-valve${index} -"blue pump ${index}"`)}`)).toBe(once)
})

/** Until the end of the transaction, a function of ours stands before PostgreSQL's, and counts. */
async function countTextSearch(trx: Trx): Promise<void> {
  await sql`create schema counted`.execute(trx)
  await sql`create sequence counted.texts`.execute(trx)
  await sql`create function counted.to_tsvector(regconfig, text) returns tsvector language plpgsql as
    'begin perform nextval(''counted.texts''); return pg_catalog.to_tsvector($1, $2); end'`.execute(trx)
  await sql`set local search_path = counted, public, pg_catalog`.execute(trx)
}

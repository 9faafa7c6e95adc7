import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { describeSearchEngine } from '#tests/app/domain/search/contract.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { db } from '#tests/support/database.ts'

const engine = postgresEngine()

describeSearchEngine(engine)

test('filters and phrases are exact among thousands of newer questions with the same words', async () => {
  const body = 'La pompe ne démarre plus et je ne sais pas pourquoi.'
  const old = await createThread({ title: 'The pump and the valve', body, tags: ['a'] })
  await createAnswer({ threadId: old.id, body: 'The membrane of the pump and of the valve is worn.' })
  await db.updateTable('posts').set({ createdAt: '2020-05-01' }).where('threadId', '=', old.id).execute()
  await db.updateTable('threads').set({ createdAt: '2020-05-01' }).where('id', '=', old.id).execute()
  const newer = await createThread({
    title: 'The valve and the pump',
    body: 'It is broken and will not start.',
    tags: ['a'],
  })
  await engine.index(db, { threadIds: [old.id, newer.id] })
  await manyLike(newer.id, 6500)

  for (const text of [
    'pump before:2021',
    'before:2021',
    'pump valve lang:fr',
    'lang:fr',
    'pump valve answers:1',
    'answers:1',
    'pump is:answer',
    '"pump and the valve"',
  ]) {
    const hits = await engine.search(db, parseQuery(text), { limit: 300 })
    const rows = await db
      .selectFrom('posts')
      .where('id', 'in', [0, ...hits.map((hit) => hit.postId)])
      .select('threadId')
      .execute()
    expect([text, [...new Set(rows.map((row) => row.threadId))]]).toEqual([text, [old.id]])
  }
})

/** Copies of a thread and its document, newer than it. */
async function manyLike(threadId: number, count: number): Promise<void> {
  await sql`
    with copies as (
      insert into threads (category_id, author_id, title, locale)
      select category_id, author_id, title, locale from threads, generate_series(1, ${count}::integer) where id = ${threadId}
      returning id
    ), written as (
      insert into posts (thread_id, kind, author_id, body, html)
      select copies.id, 'question', posts.author_id, posts.body, posts.html
      from copies, posts where posts.thread_id = ${threadId} and posts.kind = 'question'
      returning id, thread_id
    )
    insert into search_documents
      (post_id, thread_id, answer_ids, kind, locale, title, tags, body, title_terms, terms, impacts)
    select written.id, written.thread_id, answer_ids, kind, locale, title, tags, body, title_terms, terms, impacts
    from written, search_documents document where document.thread_id = ${threadId}`.execute(db)
  await sql`
    update threads set question_id = posts.id from posts
    where posts.thread_id = threads.id and posts.kind = 'question' and threads.question_id is null`.execute(db)
}

test('a phrase that must not be there is not, its words elsewhere may', async () => {
  const worn = await createThread({
    title: 'The valve of the pump',
    body: 'The red pump is loud, and the valve is worn.',
  })
  const loud = await createThread({ title: 'The pump of the valve', body: 'The pump is red, and it is very loud.' })
  await engine.index(db, { threadIds: [worn.id, loud.id] })
  const found = async (text: string) =>
    (await engine.search(db, parseQuery(text), { limit: 10 })).map((hit) => hit.postId).toSorted((a, b) => a - b)
  const both = [worn.questionId, loud.questionId]
  expect(await found('pump -"red pump"')).toEqual([loud.questionId])
  expect(await found('lang:en -"red pump" -"very loud"')).toEqual([])
  expect(await found('pump -"pump red" -"gauge 3"')).toEqual(both)
})

test('a phrase is found with its accents and without, written in one letter or two', async () => {
  const { questionId, id } = await createThread({
    title: 'Un poème à la main-d’œuvre',
    body: 'Où l’Étalonnage échoue, le CŒUR du capteur est usé : 100 % d’humidité.',
    locale: 'fr',
    tags: ['a'],
  })
  await engine.index(db, { threadIds: [id] })
  const found = async (text: string) =>
    (await engine.search(db, parseQuery(text), { limit: 9 })).map((hit) => hit.postId)
  for (const phrase of [
    'poeme a la',
    'main d œuvre',
    'main-d’oeuvre',
    'où l’étalonnage echoue',
    'le coeur du',
    '100 % d’humidite',
  ])
    expect([phrase, await found(`"${phrase}"`)]).toEqual([phrase, [questionId]])
  for (const phrase of ['poem a la', 'le coeu du', 'main oeuvre', '10 % d’humidité'])
    expect([phrase, await found(`"${phrase}"`)]).toEqual([phrase, []])
})

test('of two questions as near, the one in the language of the need comes first', async () => {
  const ask = (title: string, body: string) => createThread({ title, body, tags: ['a'] })
  const english = await ask('Thermostat calibration', 'I have tried it with the other one and it does not work.')
  const french = await ask(
    'Calibration thermostat',
    'Je ne sais pas comment faire avec le bouton qui est dans la boîte.',
  )
  await engine.index(db, { threadIds: [english.id, french.id] })
  for (const [need, first] of [
    ['how do I do the calibration of the thermostat', english],
    ['comment faire la calibration du thermostat', french],
  ] as const) {
    const [suggested] = await engine.suggest(db, { title: need }, { limit: 5 })
    const [found] = await engine.search(db, parseQuery(need), { limit: 5 })
    expect([need, suggested?.postId, found?.postId]).toEqual([need, first.questionId, first.questionId])
  }
})

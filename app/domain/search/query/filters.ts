import { type RawBuilder, sql } from 'kysely'
import { findNamedCategories } from '#app/domain/categories/find-named-categories.ts'
import { findPeopleByText } from '#app/domain/profiles/find-people.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import { findNamedTags } from '#app/domain/tags/find-named-tags.ts'
import type { Db } from '#db/transaction.ts'

/** No filter at all. */
export const EVERYTHING = sql`true`

/** How many threads, posts or articles the narrowest filter of a search adds as candidates: the newest ones. */
const NARROWED = 1000
const END_OF_TIME = new Date(Date.UTC(9999, 11, 31))

/**
 * The filters of a search as a where-clause over search_documents; `nothing` when a filter names something that does
 * not exist.
 */
export async function readFilters(db: Db, query: SearchQuery): Promise<RawBuilder<unknown> | 'nothing'> {
  const conditions: RawBuilder<unknown>[] = []
  const not = (condition: RawBuilder<unknown>) => sql`not (${condition})`

  const tags = await tagIds(db, [...query.tags, ...query.without.tags])
  const categories = await categoryIds(db, [...query.categories, ...query.without.categories])
  const threadOf = sql`coalesce(search_documents.thread_id,
    (select articles.source_thread_id from articles where articles.id = search_documents.article_id))`
  const tagged = (id: number) => sql`exists (
    select from thread_tags where thread_tags.thread_id = ${threadOf} and thread_tags.tag_id = ${id})`
  const inCategories = (ids: number[]) => sql`coalesce(
    (select threads.category_id from threads where threads.id = search_documents.thread_id),
    (select articles.category_id from articles where articles.id = search_documents.article_id)) = any (${ids}::bigint[])`
  const people = await userIds(db, [...query.users, ...query.without.users])
  const by = (names: string[]) => sql`exists (
    select from posts where posts.id = search_documents.post_id
      and posts.author_id = any (${names.flatMap((name) => people.get(name) ?? [])}::bigint[]))`
  const thread = (condition: RawBuilder<unknown>) => sql`exists (
    select from threads where threads.id = search_documents.thread_id and ${condition})`
  const states = {
    solved: thread(sql`(threads.accepted_answer_id is not null or threads.solved_at is not null)`),
    unsolved: thread(sql`threads.accepted_answer_id is null and threads.solved_at is null`),
    unanswered: thread(sql`threads.answer_count = 0`),
    open: thread(sql`threads.closed_at is null`),
    closed: thread(sql`threads.closed_at is not null`),
    escalated: thread(sql`exists (
      select from tickets where tickets.thread_id = threads.id and tickets.state not in ('solved', 'closed'))`),
  }

  for (const name of query.tags) {
    const id = tags.get(name)
    if (id === undefined) return 'nothing'
    conditions.push(tagged(id))
  }
  for (const name of query.without.tags) {
    const id = tags.get(name)
    if (id !== undefined) conditions.push(not(tagged(id)))
  }
  if (query.categories.length > 0) {
    const ids = query.categories.map((name) => categories.get(name)).filter((id) => id !== undefined)
    if (ids.length === 0) return 'nothing'
    conditions.push(inCategories(ids))
  }
  const unwanted = query.without.categories.map((name) => categories.get(name)).filter((id) => id !== undefined)
  if (unwanted.length > 0) conditions.push(not(inCategories(unwanted)))

  if (query.users.length > 0) {
    if (query.users.every((name) => !people.get(name)?.length)) return 'nothing'
    conditions.push(by(query.users))
  }
  if (query.without.users.length > 0) conditions.push(not(by(query.without.users)))
  if (query.kinds.length > 0) conditions.push(sql`search_documents.kind = any (${query.kinds}::text[])`)
  if (query.without.kinds.length > 0)
    conditions.push(sql`search_documents.kind <> all (${query.without.kinds}::text[])`)
  if (query.locales.length > 0) conditions.push(sql`search_documents.locale = any (${query.locales}::text[])`)
  if (query.without.locales.length > 0)
    conditions.push(sql`search_documents.locale <> all (${query.without.locales}::text[])`)
  for (const state of query.states) conditions.push(states[state])
  for (const state of query.without.states) conditions.push(not(states[state]))
  if (query.minScore !== undefined) {
    conditions.push(sql`exists (
      select from posts where posts.id = search_documents.post_id and posts.score >= ${query.minScore})`)
  }
  if (query.after !== undefined || query.before !== undefined) {
    conditions.push(sql`exists (
      select from posts where posts.id = search_documents.post_id
        and posts.created_at >= ${query.after ?? new Date(0)} and posts.created_at < ${query.before ?? END_OF_TIME})`)
  }
  if (query.minAnswers !== undefined) conditions.push(thread(sql`threads.answer_count >= ${query.minAnswers}`))

  return conditions.length > 0 ? sql`(${sql.join(conditions, sql` and `)})` : EVERYTHING
}

/**
 * The candidates of the narrowest filter of a search, as a where-clause that an index answers; undefined when no filter
 * is narrow. A search for a common word with a rare filter starts from these.
 */
export async function narrowestOf(
  db: Db,
  query: SearchQuery,
  { most = NARROWED }: { most?: number | undefined } = {},
): Promise<RawBuilder<unknown> | undefined> {
  const newest = sql.lit(most)
  const ofThreads = (threads: RawBuilder<unknown>) => sql`search_documents.thread_id = any (array(${threads}))`
  const ofArticles = (articles: RawBuilder<unknown>) => sql`search_documents.article_id = any (array(${articles}))`

  if (query.users.length > 0) {
    const ids = [...(await userIds(db, query.users)).values()].flat()
    return sql`search_documents.post_id = any (array(
      select id from posts where kind in ('question', 'answer', 'article') and author_id = any (${ids}::bigint[])
      order by created_at desc limit ${newest}))`
  }
  if (query.states.includes('escalated')) {
    return ofThreads(sql`select thread_id from tickets where state not in ('solved', 'closed')
      order by thread_id desc limit ${newest}`)
  }
  if (query.tags.length > 0) {
    const ids = [...(await tagIds(db, query.tags)).values()]
    const threads = sql`select thread_id from thread_tags where tag_id = ${ids.at(-1) ?? 0}
      order by thread_id desc limit ${newest}`
    return sql`(${ofThreads(threads)} or ${ofArticles(
      sql`select id from articles where source_thread_id = any (array(${threads}))`,
    )})`
  }
  if (query.kinds.length === 1 && query.kinds[0] === 'article') {
    return ofArticles(sql`select id from articles where state = 'published' order by id desc limit ${newest}`)
  }
  if (query.categories.length > 0) {
    const ids = [...(await categoryIds(db, query.categories)).values()]
    return sql`(${ofThreads(
      sql`select id from threads where category_id = any (${ids}::bigint[]) order by created_at desc limit ${newest}`,
    )} or ${ofArticles(
      sql`select id from articles where category_id = any (${ids}::bigint[]) order by published_at desc limit ${newest}`,
    )})`
  }
  if (query.states.includes('unanswered')) {
    return ofThreads(sql`select id from threads where question_state = 'visible' and answer_count = 0
      order by created_at desc, id desc limit ${newest}`)
  }
  if (query.minScore !== undefined && query.minScore > 0) {
    return ofThreads(sql`select id from threads where question_state = 'visible' and score >= ${query.minScore}
      order by score desc, id desc limit ${newest}`)
  }
  return undefined
}

/**
 * The newest threads, posts or articles from before the moment in the filter `before:`. When all of the newest
 * documents are younger than that moment, a search would find nothing among them. Nearly all answers of these threads
 * are older too.
 */
export function createdBefore({ before }: SearchQuery): RawBuilder<unknown> | undefined {
  if (before === undefined) return undefined
  return sql`search_documents.thread_id = any (array(
    select id from threads where question_state = 'visible' and created_at < ${before}
    order by created_at desc limit ${sql.lit(NARROWED)}))`
}

/** The ids of tags, by the names that were asked for. */
export async function tagIds(db: Db, names: string[]): Promise<Map<string, number>> {
  const named = await findNamedTags(db, [...new Set(names)])
  return new Map(named.flatMap(({ typed, tag }) => (tag ? [[typed, tag.id] as const] : [])))
}

/** The ids of the people whom texts mean, by those texts. */
export async function userIds(db: Db, texts: string[]): Promise<Map<string, number[]>> {
  const found = await findPeopleByText(db, texts)
  return new Map([...found].map(([text, { people }]) => [text, people.map(({ id }) => id)]))
}

/** The ids of categories, by the names that were asked for. */
export async function categoryIds(db: Db, names: string[]): Promise<Map<string, number>> {
  return new Map([...(await findNamedCategories(db, names))].map(([name, { id }]) => [name, id]))
}

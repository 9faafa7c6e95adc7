import { sql } from 'kysely'
import { categoryIds, tagIds, userIds } from '#app/domain/search/query/filters.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import type { Db } from '#db/transaction.ts'

const ESCALATED_MAX = 1000

/**
 * The filters of a search for Meilisearch. They are never narrower than those that PostgreSQL applies to the hits
 * afterwards, so an index that is behind costs only candidates, not correct results. Scores change with every vote;
 * therefore the index sorts by them but does not filter by them.
 */
export async function outsideFilter(db: Db, query: SearchQuery): Promise<{ filter: string[]; byScore: boolean }> {
  const { without } = query
  const tags = await tagIds(db, [...query.tags, ...without.tags])
  const categories = await categoryIds(db, [...query.categories, ...without.categories])
  const users = await userIds(db, [...query.users, ...without.users])
  const of = (names: string[], ids: Map<string, number | number[]>) => names.flatMap((name) => ids.get(name) ?? [])
  const among = (name: string, values: (string | number)[]) => `${name} IN [${values.join(', ')}]`

  const filter: string[] = []
  for (const name of query.tags) filter.push(among('tagIds', of([name], tags)))
  if (query.categories.length > 0) filter.push(among('categoryId', of(query.categories, categories)))
  if (query.users.length > 0) filter.push(among('authorId', of(query.users, users)))
  if (query.kinds.length > 0) filter.push(among('kind', query.kinds))
  if (query.locales.length > 0) filter.push(among('locale', query.locales))
  for (const [name, ids] of [
    ['tagIds', of(without.tags, tags)],
    ['categoryId', of(without.categories, categories)],
    ['authorId', of(without.users, users)],
    ['kind', without.kinds],
    ['locale', without.locales],
  ] as const) {
    if (ids.length > 0) filter.push(`NOT ${among(name, ids)}`)
  }
  const state = {
    solved: 'solved = true',
    unsolved: 'solved = false',
    unanswered: 'answers = 0',
    open: 'closed = false',
    closed: 'closed = true',
  }
  for (const name of query.states) {
    if (name !== 'escalated') filter.push(state[name])
    else {
      // Few threads are with staff at one time, and the list changes without a change of their texts.
      const ids = await escalatedThreads(db)
      if (ids.length < ESCALATED_MAX) filter.push(among('threadId', ids))
    }
  }
  for (const name of without.states) if (name !== 'escalated') filter.push(`NOT ${state[name]}`)
  if (query.minAnswers !== undefined) filter.push(`answers >= ${query.minAnswers}`)
  if (query.after) filter.push(`createdAt >= ${Math.floor(query.after.getTime() / 1000)}`)
  if (query.before) filter.push(`createdAt <= ${Math.ceil(query.before.getTime() / 1000)}`)
  return { filter, byScore: query.minScore !== undefined }
}

/** Whether a search has more conditions than words. PostgreSQL then checks every hit. */
export function hasConditions(query: SearchQuery): boolean {
  const { without } = query
  const lists = [
    query.phrases,
    query.tags,
    query.categories,
    query.users,
    query.kinds,
    query.states,
    query.locales,
    ...Object.values(without),
  ]
  return (
    lists.some((list) => list.length > 0) ||
    query.inTitle ||
    query.minScore !== undefined ||
    query.minAnswers !== undefined ||
    query.after !== undefined ||
    query.before !== undefined
  )
}

async function escalatedThreads(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select distinct thread_id as id from tickets
    where thread_id is not null and state not in ('solved', 'closed') limit ${sql.lit(ESCALATED_MAX)}`.execute(db)
  return rows.map((row) => row.id)
}

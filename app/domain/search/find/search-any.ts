import { sql } from 'kysely'
import type { Hit, SearchEngine } from '#app/domain/search/engine.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import type { Db } from '#db/transaction.ts'

/** How much the first places of several lists differ from the later ones. */
const SMOOTH = 20

/**
 * The best matches of a search with alternatives, best first: the threads and posts that it names by number, then what
 * each alternative finds. Several lists are put together by the places that a post has in them (Cormack, Clarke,
 * Büttcher, "Reciprocal rank fusion", 2009), because scores of different searches do not compare.
 */
export async function searchAny(db: Db, engine: SearchEngine, queries: SearchQuery[], limit: number): Promise<Hit[]> {
  const [lists, named] = await Promise.all([
    Promise.all(queries.map((query) => engine.search(db, query, { limit }))),
    postsOfNumbers(db, [...new Set(queries.flatMap((query) => query.numbers))]),
  ])
  const found = lists.length === 1 ? (lists[0] ?? []) : fuse(lists)
  if (named.length === 0) return found.slice(0, limit)

  const best = found[0]?.score ?? 1
  const first = named.map((postId, index) => ({ postId, score: best + named.length - index }))
  return [...first, ...found.filter((hit) => !named.includes(hit.postId))].slice(0, limit)
}

function fuse(lists: Hit[][]): Hit[] {
  const scores = new Map<number, number>()
  for (const hits of lists) {
    for (const [place, { postId }] of hits.entries()) {
      scores.set(postId, (scores.get(postId) ?? 0) + 1 / (SMOOTH + place))
    }
  }
  return [...scores]
    .map(([postId, score]) => ({ postId, score }))
    .toSorted((a, b) => b.score - a.score || b.postId - a.postId)
}

/** For each number, the question of the thread that has it; when no thread that others may see has it, the post. */
async function postsOfNumbers(db: Db, numbers: number[]): Promise<number[]> {
  if (numbers.length === 0) return []
  const { rows } = await sql<{ id: number }>`
    select post.id from unnest(${numbers}::bigint[]) with ordinality as given (number, place)
    cross join lateral (
      select question_id as id from threads where threads.id = given.number and question_id is not null
      union all
      select posts.id from posts where posts.id = given.number and posts.kind in ('question', 'answer')
        and not exists (select from threads
          where threads.id = given.number and question_state = 'visible' and audience <> 'private')
    ) as post
    order by given.place`.execute(db)
  return [...new Set(rows.map((row) => row.id))]
}

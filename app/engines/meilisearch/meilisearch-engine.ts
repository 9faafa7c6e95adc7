import type { MultiSearchQuery } from 'meilisearch'
import type { Hit, Need, SearchEngine } from '#app/domain/search/engine.ts'
import { type SearchQuery, splitWords } from '#app/domain/search/query/parse-query.ts'
import { suggest } from '#app/domain/search/rank/suggest.ts'
import { checkHits } from '#app/engines/meilisearch/check-hits.ts'
import { done, type MeilisearchConnection } from '#app/engines/meilisearch/connection.ts'
import { hasConditions, outsideFilter } from '#app/engines/meilisearch/filters.ts'
import { rebuildBeside, syncSubjects } from '#app/engines/meilisearch/outside-index.ts'
import { STEMS, WRITTEN } from '#app/engines/meilisearch/settings.ts'
import { isStopWord } from '#app/engines/meilisearch/stop-words.ts'
import { type Clause, type Found, newTally } from '#app/engines/meilisearch/tally.ts'
import { readWords, type Word } from '#app/engines/meilisearch/words.ts'
import type { Db } from '#db/transaction.ts'

/** How many hits are fetched for each word of a need, and how many of all hits are scored again. */
const SUGGESTED = 80
const CANDIDATES = 200
/**
 * Hits of exact phrases and of filters by score are checked by PostgreSQL: at most this many, the others are not found.
 */
const CHECKED = 1000

type Options = { limit: number; signal?: AbortSignal }

/** The Meilisearch engine. Its index is made from the index of the database, so `index` updates that one first. */
export type MeilisearchEngine = Omit<SearchEngine, 'search' | 'suggest'> & {
  search(db: Db, query: SearchQuery, options: Options): Promise<Hit[]>
  suggest(db: Db, need: Need, options: Options): Promise<Hit[]>
}

/**
 * Finds posts with Meilisearch. Meilisearch itself requires all words, then all but the last or the most common one; a
 * question in somebody's own words seldom matches that, and it has no stemming. So every significant word is searched
 * separately by its stem, all in one request, and the hits are added up by how rare each word is and where it was
 * found. Meilisearch handles typing errors, unfinished words, synonyms, exact phrases and filters; hits of filters and
 * phrases are checked in PostgreSQL. Suggestions are sorted by the score of the embedded engine, which knows how often
 * each word occurs in which field, so both engines suggest the same for a need. A search without a significant word is
 * passed to the embedded engine.
 */
export function meilisearchEngine(connection: MeilisearchConnection, embedded: SearchEngine): MeilisearchEngine {
  const { client, uid } = connection
  const countAll = documentCounter(connection)

  async function ask(queries: Omit<MultiSearchQuery, 'indexUid'>[], signal: AbortSignal | undefined) {
    if (queries.length === 0) return []
    const { results } = await client.multiSearch<{ queries: MultiSearchQuery[] }, Found>(
      {
        queries: queries.map((query) => ({
          attributesToRetrieve: ['id', 'kind', 'titleStems', 'tagStems', 'contextStems', 'bodyLength', 'standing'],
          ...query,
          indexUid: uid,
        })),
      },
      signal ? { signal } : {},
    )
    return results.map(({ hits, estimatedTotalHits = hits.length }) => ({ hits, total: estimatedTotalHits }))
  }

  async function rank(
    words: { word: Word; weight: number }[],
    {
      signal,
      each,
      filter,
      sort,
      unfinished,
      minCoverage,
      allWords,
      inTitle = false,
    }: {
      signal: AbortSignal | undefined
      each: number
      filter: string[]
      sort?: string[]
      unfinished?: string | undefined
      minCoverage: number
      /** The weight of the share of the words that a post has, relative to the weights of the words. */
      allWords: number
      inTitle?: boolean
    },
  ): Promise<Hit[]> {
    const clauses = words.flatMap(({ word, weight }) => clausesOf(word, weight, unfinished))
    const [written, stems] = inTitle ? [['title'], ['titleStems']] : [WRITTEN, STEMS]
    const request = (clause: Clause) => ({
      q: clause.q,
      attributesToSearchOn: clause.written ? written : stems,
      filter,
      limit: each,
      ...(sort ? { sort } : {}),
    })
    // All words in one query, so that a thread which has several common words is found too.
    const together = words.map(({ word }) => word.stems[0] ?? word.word).join(' ')
    const more =
      words.length > 1 ? [{ q: together, attributesToSearchOn: stems, matchingStrategy: 'frequency' as const }] : []
    const [documents, answers] = await Promise.all([
      countAll(),
      ask([...clauses.map(request), ...more.map((query) => ({ ...query, filter, limit: each }))], signal),
    ])

    const tally = newTally(documents)
    for (const [at, clause] of clauses.entries()) tally.add(clause, answers[at])
    if (more.length > 0) tally.meet(answers.at(-1)?.hits ?? [])

    const unknown = words.filter(({ word }) => tally.isUnknown(word) && /^\p{L}{4,}$/u.test(word.word))
    const guesses = unknown.map(
      ({ word, weight }): Clause => ({ word, q: word.word, written: true, guessed: true, weight }),
    )
    const common =
      words.length > 1 ? clauses.filter((_, at) => (answers[at]?.total ?? 0) > (answers[at]?.hits.length ?? 0)) : []
    const among = tally.best(CANDIDATES)
    if (guesses.length > 0 || (common.length > 0 && among.length > 0)) {
      // For common words only the candidates are asked, and for words that nobody wrote typing errors are allowed.
      const narrowed = [...filter, `id IN [${among.join(', ')}]`]
      const second = await ask(
        [
          ...guesses.map(request),
          ...(among.length > 0 ? common : []).map((clause) => ({
            ...request(clause),
            filter: narrowed,
            limit: among.length,
          })),
        ],
        signal,
      )
      for (const [at, clause] of guesses.entries()) tally.add(clause, second[at])
      for (const [at, clause] of (among.length > 0 ? common : []).entries()) {
        tally.credit(clause, second[guesses.length + at]?.hits ?? [])
      }
    }
    return tally.hits(minCoverage, allWords)
  }

  return {
    async index(db, subjects) {
      await embedded.index(db, subjects)
      await syncSubjects(db, connection, subjects)
    },

    async remove(db, postIds) {
      await embedded.remove(db, postIds)
      const { taskUid } = await client.index(uid).deleteDocuments(postIds)
      await done({ waitTask: () => client.tasks.waitForTask(taskUid) })
    },

    async rebuild(db) {
      await embedded.rebuild(db)
      await rebuildBeside(db, connection)
    },

    async search(db, query, { limit, signal }) {
      const words = await readWords(db, query.words)
      const quotable = query.phrases.filter(
        (text) => !text.split(/[^\p{L}\p{N}]+/u).every((word) => word === '' || isStopWord(word)),
      )
      if ((words.length === 0 && query.phrases.length === 0) || quotable.length < query.phrases.length) {
        return embedded.search(db, query, { limit })
      }
      const { filter, byScore } = await outsideFilter(db, query)
      const sort = byScore ? ['score:desc'] : undefined
      const each = byScore || query.inTitle || query.without.words.length > 0 ? CHECKED : limit

      if (query.phrases.length > 0) {
        const q = [...quotable.map(quoted), ...words.map(({ word }) => word)].join(' ')
        const [answer] = await ask(
          [
            {
              q,
              attributesToSearchOn: query.inTitle ? ['title'] : WRITTEN,
              matchingStrategy: 'last',
              filter,
              limit: CHECKED,
              ...(sort ? { sort } : {}),
            },
          ],
          signal,
        )
        const ids = (answer?.hits ?? []).map((hit) => hit.id)
        const inOrder = ids.map((postId, at) => ({ postId, score: 1 - at / (ids.length + 1) }))
        return checkHits(db, query, inOrder, limit)
      }

      const hits = await rank(
        words.map((word) => ({ word, weight: 1 })),
        {
          signal,
          each,
          filter,
          minCoverage: 0.25,
          allWords: 0.5,
          inTitle: query.inTitle,
          ...(sort ? { sort } : {}),
        },
      )
      return hasConditions(query) ? checkHits(db, query, hits, limit) : hits.slice(0, limit)
    },

    async suggest(db, need, { limit, signal }) {
      const typed = splitWords(need.title)
      const words = await readWords(db, typed)
      if (words.length === 0) return embedded.suggest(db, need, { limit })
      const beside = await readWords(db, [
        ...(need.tags ?? []).flatMap(splitWords),
        ...splitWords(need.body ?? '').slice(0, 40),
      ])
      const known = new Set(words.map(({ word }) => word))
      const hits = await rank(
        [
          ...words.map((word) => ({ word, weight: 1 })),
          ...beside
            .filter(({ word }) => !known.has(word))
            .slice(0, 6)
            .map((word) => ({ word, weight: 0.3 })),
        ],
        {
          signal,
          each: SUGGESTED,
          filter: ['kind IN [question, article]'],
          unfinished: typed.at(-1),
          minCoverage: 0.05,
          allWords: 0,
        },
      )
      const ids = hits.slice(0, CANDIDATES).map((hit) => hit.postId)
      return inOrderOf(await suggest(db, need, CANDIDATES, ids), hits).slice(0, limit)
    },
  }
}

const quoted = (text: string) => `"${text.replace(/"/g, ' ')}"`

function clausesOf(word: Word, weight: number, unfinished: string | undefined): Clause[] {
  if (word.stems.length === 0) return [{ word, q: quoted(word.word), written: true, guessed: false, weight }]
  const stems = word.stems.map((stem): Clause => ({ word, q: quoted(stem), written: false, guessed: false, weight }))
  // Meilisearch completes only the last word of a query, and it knows the synonyms.
  const open = word.synonym || (word.word === unfinished && word.word.length > 3)
  return open ? [...stems, { word, q: word.word, written: true, guessed: true, weight }] : stems
}

const COUNT_KEPT = 5 * 60_000

/** The approximate number of documents in the index, read again every few minutes. */
function documentCounter({ client, uid }: MeilisearchConnection): () => Promise<number> {
  let kept: { until: number; count: Promise<number> } | undefined
  return () => {
    if (kept && kept.until > Date.now()) return kept.count
    const count = client
      .index(uid)
      .getStats()
      .then((stats) => stats.numberOfDocuments)
    kept = { until: Date.now() + COUNT_KEPT, count }
    count.catch(() => {
      kept = undefined
    })
    return count
  }
}

/** Hits with a new score come first, by that score. Hits without one follow in their old order. */
function inOrderOf(scored: Hit[], found: Hit[]): Hit[] {
  const known = new Set(scored.map((hit) => hit.postId))
  const rest = found.filter((hit) => !known.has(hit.postId))
  const least = scored.at(-1)?.score ?? 1
  const most = rest[0]?.score || 1
  return [...scored, ...rest.map((hit) => ({ ...hit, score: (0.5 * least * hit.score) / most }))]
}

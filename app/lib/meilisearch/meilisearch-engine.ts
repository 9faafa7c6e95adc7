import { sql } from 'kysely'
import type { MultiSearchQuery } from 'meilisearch'
import type { Hit, Need, SearchEngine } from '#app/domain/search/engine.ts'
import { readFilters } from '#app/domain/search/filters.ts'
import type { SearchQuery } from '#app/domain/search/parse-query.ts'
import { done, type MeilisearchConnection } from '#app/lib/meilisearch/connection.ts'
import { hasConditions, outsideFilter } from '#app/lib/meilisearch/filters.ts'
import { rebuildBeside, syncSubjects } from '#app/lib/meilisearch/outside-index.ts'
import { STEMS, WRITTEN } from '#app/lib/meilisearch/settings.ts'
import { isStopWord } from '#app/lib/meilisearch/stop-words.ts'
import { readWords, type Word } from '#app/lib/meilisearch/words.ts'
import type { Db } from '#db/transaction.ts'

/** How many hits each word of a need brings in, and how many of them all are looked at more closely. */
const SUGGESTED = 80
const CANDIDATES = 200
/** Hits of exact phrases and of filters by score, which PostgreSQL checks: what lies beyond is not found. */
const CHECKED = 1000

// What a match says by where it is, and how much of a place's length counts against it: BM25F (Robertson, Zaragoza,
// Taylor, "Simple BM25 extension to multiple weighted fields", 2004) with every word counted once.
const WEIGHT = { title: 1, tags: 0.6, body: 0.3, answer: 0.2, context: 0.15, guessed: 0.5 }
const TITLE = { b: 0.75, length: 7 }
const BODY = { b: 0.4, length: 80 }
const stretch = ({ b, length }: typeof TITLE, stems: number) => 1 - b + (b * stems) / length
const K1 = 1.2

type Found = {
  id: number
  kind: string
  titleStems: string
  tagStems: string
  contextStems: string
  bodyLength: number
  standing: number
}

/** Something that one request looks for: a stem of a word, a code, or a word as it was typed with its errors. */
type Clause = { word: Word; q: string; written: boolean; guessed: boolean; weight: number }

type Options = { limit: number; signal?: AbortSignal }

/** The Meilisearch engine. Its index is made from that of the database, so `index` brings that one up to date first. */
export type MeilisearchEngine = Omit<SearchEngine, 'search' | 'suggest'> & {
  search(db: Db, query: SearchQuery, options: Options): Promise<Hit[]>
  suggest(db: Db, need: Need, options: Options): Promise<Hit[]>
}

/**
 * Finds posts with Meilisearch. Its own order asks for all words, then for all but the last or the commonest one, which
 * a question in somebody's own words seldom survives; it has no stemming either. So every word that says something is
 * looked for by itself, by its stem, all in one request, and what comes back is added up by how rare and where each word
 * is. Typing errors, unfinished words, synonyms, exact phrases and filters are Meilisearch's work; what is filtered or
 * quoted is checked in PostgreSQL. Searches without a word that says something are the embedded engine's.
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
    }: {
      signal: AbortSignal | undefined
      each: number
      filter: string[]
      sort?: string[]
      unfinished?: string | undefined
      minCoverage: number
      /** How strongly the share of the words that a post has counts beside what they say. */
      allWords: number
    },
  ): Promise<Hit[]> {
    const clauses = words.flatMap(({ word, weight }) => clausesOf(word, weight, unfinished))
    const request = (clause: Clause) => ({
      q: clause.q,
      attributesToSearchOn: clause.written ? WRITTEN : STEMS,
      filter,
      limit: each,
      ...(sort ? { sort } : {}),
    })
    // All of them together, so that a thread about all of some common words comes in too.
    const together = words.map(({ word }) => word.stems[0] ?? word.word).join(' ')
    const more =
      words.length > 1 ? [{ q: together, attributesToSearchOn: STEMS, matchingStrategy: 'frequency' as const }] : []
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
      // Common words say which of the candidates have them too; words that nobody wrote may be mistyped.
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

  /** What of these hits passes the filters, phrases and exclusions, which PostgreSQL knows as they are now. */
  async function check(db: Db, query: SearchQuery, hits: Hit[], limit: number): Promise<Hit[]> {
    const filters = await readFilters(db, query)
    if (filters === 'nothing' || hits.length === 0) return []
    const texts = sql`unaccent(title || E'\n' || tags || E'\n' || body)`
    const bare = sql`to_tsvector('simple', ${texts})`
    const stemmed = sql`(${bare} || to_tsvector(
      (case locale when 'fr' then 'entraide_fr' else 'entraide_en' end)::regconfig, title || E'\n' || tags || E'\n' || body))`
    const phrase = (text: string) => sql`phraseto_tsquery('simple', unaccent(${text}))`
    const word = (text: string) =>
      sql`(plainto_tsquery('entraide_en', ${text}) || plainto_tsquery('entraide_fr', ${text})
        || plainto_tsquery('simple', unaccent(${text})))`
    const conditions = [
      filters,
      ...query.phrases.map((text) => sql`${bare} @@ ${phrase(text)}`),
      ...query.without.phrases.map((text) => sql`not (${bare} @@ ${phrase(text)})`),
      ...query.without.words.map((text) => sql`not (${stemmed} @@ ${word(text)})`),
    ]
    const passed: Hit[] = []
    for (let from = 0; from < hits.length && passed.length < limit; from += limit) {
      const part = hits.slice(from, from + limit)
      const { rows } = await sql<{ id: number }>`
        select post_id as id from search_documents
        where post_id = any (${part.map((hit) => hit.postId)}::bigint[]) and ${sql.join(conditions, sql` and `)}`.execute(
        db,
      )
      const ids = new Set(rows.map((row) => row.id))
      passed.push(...part.filter((hit) => ids.has(hit.postId)))
    }
    return passed.slice(0, limit)
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
      const each = byScore || query.without.words.length > 0 ? CHECKED : limit

      if (query.phrases.length > 0) {
        const q = [...quotable.map(quoted), ...words.map(({ word }) => word)].join(' ')
        const [answer] = await ask(
          [
            {
              q,
              attributesToSearchOn: WRITTEN,
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
        return check(db, query, inOrder, limit)
      }

      const hits = await rank(
        words.map((word) => ({ word, weight: 1 })),
        { signal, each, filter, minCoverage: 0.25, allWords: 0.5, ...(sort ? { sort } : {}) },
      )
      return hasConditions(query) ? check(db, query, hits, limit) : hits.slice(0, limit)
    },

    async suggest(db, need, { limit, signal }) {
      const typed = wordsOf(need.title)
      const words = await readWords(db, typed)
      if (words.length === 0) return embedded.suggest(db, need, { limit })
      const beside = await readWords(db, [
        ...(need.tags ?? []).flatMap(wordsOf),
        ...wordsOf(need.body ?? '').slice(0, 40),
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
      return hits.slice(0, limit)
    },
  }
}

const quoted = (text: string) => `"${text.replace(/"/g, ' ')}"`

/** A text's words: none of what is an operator in a search. */
function wordsOf(text: string): string[] {
  return text
    .split(/[\s,;:!?()[\]{}<>"«»“”|&*'’\\]+/u)
    .map((piece) =>
      piece
        .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
        .toLowerCase()
        .slice(0, 64),
    )
    .filter((word) => word !== '')
}

function clausesOf(word: Word, weight: number, unfinished: string | undefined): Clause[] {
  if (word.code || word.stems.length === 0)
    return [{ word, q: quoted(word.word), written: true, guessed: false, weight }]
  const stems = word.stems.map((stem): Clause => ({ word, q: quoted(stem), written: false, guessed: false, weight }))
  // Meilisearch completes the last word that it is given, and knows the synonyms.
  const open = word.synonym || (word.word === unfinished && word.word.length > 3)
  return open ? [...stems, { word, q: word.word, written: true, guessed: true, weight }] : stems
}

/** Adds up what each word says of each post. */
function newTally(documents: number) {
  const found = new Map<number, Found & { title: Set<string>; tags: Set<string>; context: Set<string> }>()
  const credits = new Map<number, Map<Word, number>>()
  const commonness = new Map<Word, { weight: number; hits: number; guessed: number }>()

  const meet = (hits: Found[]) => {
    for (const hit of hits) {
      if (found.has(hit.id)) continue
      const set = (text: string) => new Set(text.split(' ').filter((stem) => stem !== ''))
      found.set(hit.id, { ...hit, title: set(hit.titleStems), tags: set(hit.tagStems), context: set(hit.contextStems) })
      credits.set(hit.id, new Map())
    }
  }

  const credit = (clause: Clause, hits: Found[]) => {
    meet(hits)
    for (const { id } of hits) {
      const of = credits.get(id)
      const credit = amount(clause, id)
      if (of && credit > (of.get(clause.word) ?? 0)) of.set(clause.word, credit)
    }
  }

  function amount({ word, guessed }: Clause, id: number): number {
    const hit = found.get(id)
    if (!hit) return 0
    const has = (place: Set<string>) => word.stems.some((stem) => place.has(stem))
    const head =
      (has(hit.title) ? WEIGHT.title / stretch(TITLE, hit.title.size) : 0) +
      (has(hit.tags) ? WEIGHT.tags : 0) +
      (has(hit.context) ? WEIGHT.context : 0)
    const text = (hit.kind === 'answer' ? WEIGHT.answer : WEIGHT.body) / stretch(BODY, hit.bodyLength)
    const weight = head || (guessed ? WEIGHT.guessed : text)
    return (weight * (K1 + 1)) / (weight + K1)
  }

  const importance = (word: Word) => {
    const known = commonness.get(word)
    const hits = known?.hits || known?.guessed
    // What nobody has ever written tells nothing apart.
    if (!known || !hits) return 0
    return known.weight * Math.log(1 + (Math.max(documents, hits) - hits + 0.5) / (hits + 0.5))
  }

  const sum = (id: number) => {
    let total = 0
    for (const [word, credit] of credits.get(id) ?? []) total += importance(word) * credit
    return total
  }

  return {
    meet,
    credit,
    add(clause: Clause, answer: { hits: Found[]; total: number } | undefined) {
      if (!answer) return
      const known = commonness.get(clause.word) ?? { weight: clause.weight, hits: 0, guessed: 0 }
      if (clause.guessed) known.guessed = Math.max(known.guessed, answer.total)
      else known.hits = Math.max(known.hits, answer.total)
      commonness.set(clause.word, known)
      credit(clause, answer.hits)
    },
    isUnknown: (word: Word) => {
      const known = commonness.get(word)
      return !known || (known.hits === 0 && known.guessed === 0)
    },
    best: (most: number) =>
      [...found.keys()]
        .map((id) => ({ id, score: sum(id) }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, most)
        .map(({ id }) => id),
    hits(minCoverage: number, allWords: number): Hit[] {
      let all = 0
      for (const [word, { weight }] of commonness) if (weight === 1) all += importance(word)
      return [...found.values()]
        .map(({ id, standing }) => {
          let covered = 0
          for (const word of credits.get(id)?.keys() ?? [])
            if (commonness.get(word)?.weight === 1) covered += importance(word)
          const coverage = all > 0 ? covered / all : 0
          return { postId: id, score: coverage < minCoverage ? 0 : sum(id) * coverage ** allWords * standing }
        })
        .filter((hit) => hit.score > 0)
        .toSorted((a, b) => b.score - a.score || b.postId - a.postId)
    },
  }
}

const COUNT_KEPT = 5 * 60_000

/** How many documents the index has, roughly: asked every few minutes. */
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

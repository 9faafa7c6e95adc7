import { requestAllEmbeddings, requestEmbeddings } from '#app/domain/search/embeddings/embed-posts.ts'
import type { Embedder } from '#app/domain/search/embeddings/embedder.ts'
import { type Neighbour, vectorTable } from '#app/domain/search/embeddings/vector-table.ts'
import type { Hit, Need, SearchEngine } from '#app/domain/search/engine.ts'

/** As many hits of the engine, and of the nearest texts, are weighed against each other. */
const CANDIDATES = 50
/** What of a need is embedded: as much as of a document. */
const TEXT_MAX = 1500
/**
 * The share of the cosine in the score; the rest is the engine's own. Fitted with the Universal Sentence Encoder on every
 * second one of 1,000 pairs of questions, 500 of them duplicates. With the embedded engine the duplicate was among the
 * first ten for .45 of the titles in place of .44, and for .49 of the titles with their texts in place of .47.
 */
const WEIGHT = 0.5
const QUERIES_KEPT = 500
const REST = 15_000
const FAILURES = 3

type Options = {
  patience?: number
  weight?: number
  neighboursUpTo?: number
  /** Is told why something was done without the model; nobody else is. */
  onFailure?: (error: unknown) => void
}

/**
 * The same engine with meaning as one more signal: a need is embedded while the engine looks for its words, and the
 * cosine to what was found, and in forums that are small enough to what was not, moves the order. Needs wait for that
 * `patience` milliseconds at most; when the model is slow, down or does not know the language, the order is the engine's.
 */
export function withEmbeddings(
  engine: SearchEngine,
  embedder: Embedder,
  { patience = 250, weight = WEIGHT, neighboursUpTo = 20_000, onFailure = () => {} }: Options = {},
): SearchEngine {
  const embedQuery = queryEmbedder(embedder, { patience, onFailure })
  const table = vectorTable(embedder, { most: neighboursUpTo, onFailure })

  return {
    async index(db, subjects) {
      await engine.index(db, subjects)
      await requestEmbeddings(db, embedder, subjects)
    },

    remove: (db, postIds) => engine.remove(db, postIds),

    async rebuild(db) {
      await engine.rebuild(db)
      await requestAllEmbeddings(db, embedder)
    },

    async search(db, query, { limit }) {
      // Whoever quotes or filters wants exactly that, and nothing is added: what was found is put into another order.
      if (query.words.length < 2 || query.phrases.length > 0) return engine.search(db, query, { limit })
      const [hits, vector] = await Promise.all([engine.search(db, query, { limit }), embedQuery(query.words.join(' '))])
      if (!vector) return hits
      const cosines = await table.cosinesOf(db, vector, ids(hits))
      if (isForeign(hits, cosines)) return hits
      return fuse(hits, cosines, [], weight)
    },

    async suggest(db, need, { limit }) {
      const known = need.locale === undefined || embedder.languages.includes(need.locale)
      const [hits, vector] = await Promise.all([
        engine.suggest(db, need, { limit: Math.max(limit, CANDIDATES) }),
        known ? embedQuery(textOf(need)) : undefined,
      ])
      if (!vector) return hits.slice(0, limit)
      const [cosines, neighbours] = await Promise.all([
        table.cosinesOf(db, vector, ids(hits)),
        table.nearest(db, vector, CANDIDATES),
      ])
      if (isForeign(hits, cosines)) return hits.slice(0, limit)
      return fuse(hits, cosines, neighbours, weight).slice(0, limit)
    },
  }
}

const ids = (hits: Hit[]) => hits.slice(0, CANDIDATES).map((hit) => hit.postId)

/** In which language somebody writes, what it finds tells best: most of it has no vector where the model does not know it. */
const isForeign = (hits: Hit[], cosines: Map<number, number>) => cosines.size * 2 < Math.min(hits.length, CANDIDATES)

function textOf(need: Need): string {
  return [need.title, (need.tags ?? []).join(' '), need.body ?? '']
    .filter((part) => part.trim() !== '')
    .join('\n')
    .slice(0, TEXT_MAX)
}

/**
 * One order of two: the engine's score as a share of its best, and the cosine as its place between the least and the best
 * of all that are compared, since models spread their cosines differently; weighed. What has no vector keeps the engine's
 * opinion alone, and what the engine did not find counts by its cosine alone.
 */
function fuse(hits: Hit[], cosines: Map<number, number>, neighbours: Neighbour[], weight: number): Hit[] {
  if (cosines.size === 0 && neighbours.length === 0) return hits
  const all = [...cosines.values(), ...neighbours.map((neighbour) => neighbour.cosine)]
  const [least, nearest] = [Math.min(...all), Math.max(...all)]
  const place = (cosine: number) => (nearest > least ? (cosine - least) / (nearest - least) : 1)

  const best = hits[0]?.score || 1
  const found = new Set(hits.map((hit) => hit.postId))
  const mixed = [
    ...hits.map(({ postId, score }) => {
      const share = score / best
      const cosine = cosines.get(postId)
      return { postId, score: (1 - weight) * share + weight * (cosine === undefined ? share : place(cosine)) }
    }),
    ...neighbours
      .filter(({ postId }) => !found.has(postId))
      .map(({ postId, cosine }) => ({ postId, score: weight * place(cosine) })),
  ]
  return mixed.toSorted((a, b) => b.score - a.score || b.postId - a.postId)
}

/** Embeds needs and remembers the latest; undefined when that takes too long. A model that fails is left in peace a while. */
function queryEmbedder(
  embedder: Embedder,
  { patience, onFailure }: { patience: number; onFailure: (error: unknown) => void },
) {
  const kept = new Map<string, Promise<Float32Array | undefined>>()
  let failures = 0
  let restsUntil = 0

  const fail = () => {
    failures++
    if (failures >= FAILURES) restsUntil = Date.now() + REST
  }

  function start(text: string): Promise<Float32Array | undefined> {
    const vector = embedder.embed([text], 'query').then(
      ([first]) => {
        failures = 0
        return first
      },
      (error) => {
        fail()
        kept.delete(text)
        onFailure(error)
        return undefined
      },
    )
    kept.set(text, vector)
    const oldest = kept.keys().next().value
    if (kept.size > QUERIES_KEPT && oldest !== undefined) kept.delete(oldest)
    return vector
  }

  return async (typed: string): Promise<Float32Array | undefined> => {
    const text = typed.trim().replace(/\s+/g, ' ')
    if (text === '') return undefined
    const known = kept.get(text)
    if (!known && Date.now() < restsUntil) return undefined
    if (known) {
      // The one that was asked for last goes last.
      kept.delete(text)
      kept.set(text, known)
    }
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        fail()
        resolve(undefined)
      }, patience)
    })
    // What comes too late for this one is there for the next key that is pressed.
    return Promise.race([known ?? start(text), late]).finally(() => clearTimeout(timer))
  }
}

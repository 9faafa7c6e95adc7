import { requestAllEmbeddings, requestEmbeddings } from '#app/domain/search/embeddings/embed-posts.ts'
import type { Embedder } from '#app/domain/search/embeddings/embedder.ts'
import { type Neighbour, vectorTable } from '#app/domain/search/embeddings/vector-table.ts'
import type { Hit, Need, SearchEngine } from '#app/domain/search/engine.ts'

/** This many hits of the engine, and this many of the nearest texts, are compared. */
const CANDIDATES = 50
/** How much of a need is embedded, in characters: as much as of a document. */
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
  /** Is called with the reason when something was done without the model. */
  onFailure?: (error: unknown) => void
}

/**
 * The same engine with meaning as one more signal. A need is embedded while the engine searches its words. The cosine
 * to the hits changes the order; in small forums, posts that the engine did not find are added by their cosine. This
 * waits at most `patience` milliseconds: when the model is slow, down or does not know the language, the order is that
 * of the engine.
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
      // Somebody who quotes or filters wants exactly that: no post is added, only the order of the hits changes.
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

/** Whether a text is in a language that the model does not know: then most of its hits have no vector. */
const isForeign = (hits: Hit[], cosines: Map<number, number>) => cosines.size * 2 < Math.min(hits.length, CANDIDATES)

function textOf(need: Need): string {
  return [need.title, (need.tags ?? []).join(' '), need.body ?? '']
    .filter((part) => part.trim() !== '')
    .join('\n')
    .slice(0, TEXT_MAX)
}

/**
 * Combines two orders: the score of the engine as a share of its best, and the cosine as its place between the lowest
 * and the highest of all that are compared, since models spread their cosines differently. The two are weighted. A hit
 * without a vector keeps the score of the engine alone; a post that the engine did not find counts by its cosine alone.
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

/**
 * Embeds needs and remembers the latest ones; undefined when that takes too long. After an error the model is not
 * called for some time.
 */
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
      // The need that was used last is removed last.
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
    // When it comes too late for this request, it is ready for the next key press.
    return Promise.race([known ?? start(text), late]).finally(() => clearTimeout(timer))
  }
}

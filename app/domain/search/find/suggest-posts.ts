import type { Need, SearchEngine } from '#app/domain/search/engine.ts'
import { type Answering, findAnswering } from '#app/domain/search/find/passages.ts'
import { collapse, describe, type SearchResult } from '#app/domain/search/find/results.ts'
import { certaintyOf } from '#app/domain/search/rank/certainty.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const FETCHED = 10
// A form that our page did not send may have a megabyte in each field.
const TITLE_READ = 200
const BODY_READ = 600
const TAGS_READ = 10
const TAG_READ = 50
const TAGS_SUGGESTED = 3
/** A tag or a category needs this share of the weights of the similar threads to be suggested. */
const TAG_SHARE = 0.25
const CATEGORY_SHARE = 0.6

/**
 * A post that may answer a need, with the passage that does, and how probable it is that it is the same problem (0 to
 * 1).
 */
export type Suggestion = SearchResult & Answering & { certainty: number }

/** The need as far as it is typed, the language in which results are shown, and its thread, if there is one already. */
export type SuggestFor = Need & { locale: Locale; limit?: number; exceptThreadId?: number }

/**
 * Posts that may answer a need before it is asked: the best five (a setting). Of equally near ones, articles come
 * first, then solved, answered and open threads. No suggestions for a title shorter than the setting says.
 */
export async function suggestPosts(
  db: Db,
  viewer: Viewer,
  engine: SearchEngine,
  need: SuggestFor,
): Promise<Suggestion[]> {
  return (await suggestAll(db, viewer, engine, need)).items
}

/** The same, with the tags and the category of the threads and articles that are similar to the need. */
export async function suggestAll(
  db: Db,
  viewer: Viewer,
  engine: SearchEngine,
  { limit, exceptThreadId, ...given }: SuggestFor,
): Promise<{ items: Suggestion[]; tags: string[]; category: { id: number; slug: string } | null }> {
  const { fromCharacters, shown } = await getSetting(db, 'suggestions')
  if (given.title.trim().length < fromCharacters) return { items: [], tags: [], category: null }
  const need = {
    ...given,
    title: given.title.slice(0, TITLE_READ),
    body: given.body?.slice(0, BODY_READ),
    tags: given.tags?.slice(0, TAGS_READ).map((tag) => tag.slice(0, TAG_READ)),
  }
  const hits = await engine.suggest(db, need, { limit: 2 * FETCHED })
  const matches = (await collapse(db, viewer, hits, need.locale))
    .filter((match) => match.threadId === null || match.threadId !== exceptThreadId)
    .slice(0, FETCHED)
  const ids = matches.map((match) => match.postId)
  const [described, certainties] = await Promise.all([describe(db, matches), certaintyOf(db, need, ids)])

  const best = inOrder(described).slice(0, limit ?? shown)
  const answering = await findAnswering(
    db,
    need,
    best.map((result) => result.postId),
  )
  const items = best.flatMap((result) => {
    const answer = answering.get(result.postId)
    return answer ? [{ ...result, ...answer, certainty: certainties.get(result.postId) ?? 0 }] : []
  })
  return { items, tags: suggestedTags(described, need.tags ?? []), category: suggestedCategory(described) }
}

/** Best first. Scores within a fifth of the best one count as equal; then the state decides. */
function inOrder(results: SearchResult[]): SearchResult[] {
  const best = results[0]?.score || 1
  const nearness = (result: SearchResult) => Math.round((5 * result.score) / best)
  return results.toSorted((a, b) => nearness(b) - nearness(a) || tier(a) - tier(b) || b.score - a.score)
}

function tier(result: SearchResult): number {
  if (result.kind === 'article') return 0
  if (result.solved) return 1
  return result.answerCount > 0 ? 2 : 3
}

/** How much each of the similar ones counts; the best one counts most. */
const weightOf = (result: SearchResult, best: number) => (result.score / best) ** 2

/** Tags that similar threads share, weighted by their similarity; a tag that most threads have counts less. */
function suggestedTags(results: SearchResult[], chosen: string[]): string[] {
  const tagged = results.filter((result) => result.tags.length > 0)
  const best = Math.max(...tagged.map((result) => result.score))
  const weights = new Map<string, number>()
  let total = 0
  for (const result of tagged) {
    const weight = weightOf(result, best)
    total += weight
    for (const { name, threadCount } of result.tags) {
      weights.set(name, (weights.get(name) ?? 0) + weight * (1 + 1 / Math.log2(2 + threadCount)))
    }
  }
  const known = new Set(chosen.map((name) => name.toLowerCase()))
  return [...weights]
    .filter(([name, weight]) => !known.has(name) && weight >= TAG_SHARE * total)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, TAGS_SUGGESTED)
    .map(([name]) => name)
}

/** The category of most similar threads; null when they are in many categories. */
function suggestedCategory(results: SearchResult[]): { id: number; slug: string } | null {
  const best = Math.max(...results.map((result) => result.score))
  const weights = new Map<number, { slug: string; weight: number }>()
  let total = 0
  for (const result of results) {
    const weight = weightOf(result, best)
    total += weight
    const before = weights.get(result.categoryId)?.weight ?? 0
    weights.set(result.categoryId, { slug: result.categorySlug, weight: before + weight })
  }
  const [first] = [...weights].toSorted(([, a], [, b]) => b.weight - a.weight)
  return first && first[1].weight >= CATEGORY_SHARE * total ? { id: first[0], slug: first[1].slug } : null
}

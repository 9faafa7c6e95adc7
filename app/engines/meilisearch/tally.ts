import type { Hit } from '#app/domain/search/engine.ts'
import type { Word } from '#app/engines/meilisearch/words.ts'

// The weight of a match by its field, and how much the length of a field counts against it: BM25F (Robertson, Zaragoza,
// Taylor, "Simple BM25 extension to multiple weighted fields", 2004) with every word counted once.
const WEIGHT = { title: 1, tags: 0.6, body: 0.3, answer: 0.2, context: 0.15, guessed: 0.5 }
const TITLE = { b: 0.75, length: 7 }
const BODY = { b: 0.4, length: 80 }
const stretch = ({ b, length }: typeof TITLE, stems: number) => 1 - b + (b * stems) / length
const K1 = 1.2

/** The fields of a document that a search returns. */
export type Found = {
  id: number
  kind: string
  titleStems: string
  tagStems: string
  contextStems: string
  bodyLength: number
  standing: number
}

/** What one query looks for: a stem of a word, a code, or a word as it was typed, typing errors included. */
export type Clause = { word: Word; q: string; written: boolean; guessed: boolean; weight: number }

/** Adds up the weights of all words for each post. */
export function newTally(documents: number) {
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
    // A word that is in no document cannot separate one document from another.
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

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Row, readRows } from '#app/import/stack-exchange/read-rows.ts'
import { detectLanguage } from '#app/text/language.ts'
import type { Locale } from '#db/schema.ts'

const DUMPS = join(import.meta.dirname, '../../../shared/data/stackexchange')
const SITES = ['cardano', 'french-meta', 'dba-meta', 'cstheory-meta']
/** The ranks whose share of all words is kept; between them it is a straight line on logarithmic scales. */
const RANKS = [1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1000, 1500]
const QUANTILES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]

export type TextStatistics = {
  /** The share of all words that the words of RANKS have (Zipf), by language. */
  shares: Record<Locale, number[]>
  /** How the vocabulary grows with the text: as its length to this power (Heaps). */
  growth: number
  /** Lengths in words at QUANTILES. */
  titleWords: number[]
  questionWords: number[]
  answerWords: number[]
  /** The share of questions with 0, 1, 2… answers, and with 1, 2… tags. */
  answers: number[]
  tags: number[]
  /** The share of questions with an accepted answer. */
  accepted: number
}

// What the four dumps gave that `measure` reads below.
const MEASURED: TextStatistics = {
  shares: {
    en: [
      0.0461, 0.0299, 0.0238, 0.0169, 0.0129, 0.00589, 0.00407, 0.00262, 0.00127, 0.000685, 0.000442, 0.000272,
      0.000122, 0.000071,
    ],
    fr: [
      0.0309, 0.0196, 0.016, 0.0136, 0.0122, 0.00871, 0.00614, 0.0033, 0.00132, 0.000606, 0.000418, 0.000251, 0.000125,
      0.0000836,
    ],
  },
  growth: 0.55,
  titleWords: [1, 4, 6, 8, 11, 14, 16, 20, 28],
  questionWords: [5, 30, 48, 86, 158, 283, 399, 709, 1247],
  answerWords: [1, 18, 38, 77, 151, 257, 353, 699, 3013],
  answers: [0.126, 0.467, 0.226, 0.0918, 0.0433, 0.0165, 0.00734, 0.00588],
  tags: [0.292, 0.382, 0.225, 0.0771, 0.0235],
  accepted: 0.418,
}

/** Measured again where the dumps are at hand, and otherwise as they gave it. */
export async function textStatistics(): Promise<TextStatistics & { source: 'dumps' | 'kept figures' }> {
  const files = SITES.map((site) => join(DUMPS, site, 'Posts.xml'))
  if (!files.every((file) => existsSync(file))) return { ...MEASURED, source: 'kept figures' }
  return { ...(await measure(files)), source: 'dumps' }
}

const wordsOf = (html: string): string[] =>
  html
    .replace(/<[^>]*>|&[a-z#0-9]+;/g, ' ')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? []

async function measure(files: string[]): Promise<TextStatistics> {
  const lengths = { title: [] as number[], question: [] as number[], answer: [] as number[] }
  const words: Record<Locale, Map<string, number>> = { en: new Map(), fr: new Map() }
  const answersOf = new Map<string, number>()
  const tags: number[] = []
  let accepted = 0
  // The vocabulary of the longest text, at a tenth of it and at its end.
  const grown = { words: 0, seen: [] as number[] }

  const read = async (row: Row, site: number) => {
    const body = wordsOf(row.Body ?? '')
    if (row.PostTypeId === '1' && row.Id) {
      lengths.title.push(wordsOf(row.Title ?? '').length)
      lengths.question.push(body.length)
      tags.push((row.Tags?.match(/[^<>|]+/g) ?? []).length)
      answersOf.set(`${site}-${row.Id}`, answersOf.get(`${site}-${row.Id}`) ?? 0)
      if (row.AcceptedAnswerId) accepted++
    } else if (row.PostTypeId === '2' && row.ParentId) {
      lengths.answer.push(body.length)
      answersOf.set(`${site}-${row.ParentId}`, (answersOf.get(`${site}-${row.ParentId}`) ?? 0) + 1)
    } else return
    const counts = words[await detectLanguage({ title: row.Title ?? '', text: row.Body ?? '' }, 'en')]
    for (const word of body) {
      counts.set(word, (counts.get(word) ?? 0) + 1)
      if (site === 0 && ++grown.words % 20_000 === 0) grown.seen.push(words.en.size)
    }
  }
  for (const [at, file] of files.entries()) {
    for await (const { rows } of readRows(file)) for (const row of rows) await read(row, at)
  }

  const questions = answersOf.size
  const [early = 1, late = 1] = [grown.seen[0], grown.seen.at(-1)]
  return {
    shares: { en: sharesOf(words.en), fr: sharesOf(words.fr) },
    growth: rounded(Math.log(late / early) / Math.log(grown.seen.length)),
    titleWords: quantilesOf(lengths.title),
    questionWords: quantilesOf(lengths.question),
    answerWords: quantilesOf(lengths.answer),
    answers: histogram([...answersOf.values()], 0, 8),
    tags: histogram(tags, 1, 5),
    accepted: rounded(accepted / questions),
  }
}

const rounded = (value: number): number => Number(value.toPrecision(3))

function sharesOf(counts: Map<string, number>): number[] {
  const sorted = [...counts.values()].sort((a, b) => b - a)
  const total = sorted.reduce((sum, count) => sum + count, 0)
  return RANKS.map((rank) => rounded((sorted[rank - 1] ?? 1) / total))
}

function quantilesOf(values: number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  return QUANTILES.map((quantile) => Math.max(1, sorted[Math.floor(quantile * (sorted.length - 1))] ?? 1))
}

function histogram(values: number[], from: number, length: number): number[] {
  return Array.from({ length }, (_, at) =>
    rounded(values.filter((value) => value === from + at).length / values.length),
  )
}

/** A length drawn by its quantiles, `at` being between 0 and 1. */
export function lengthAt(quantiles: number[], at: number): number {
  const upper = Math.max(
    1,
    QUANTILES.findIndex((quantile) => quantile >= at),
  )
  const [from = 0, to = 1] = [QUANTILES[upper - 1], QUANTILES[upper]]
  const [low = 1, high = 1] = [quantiles[upper - 1], quantiles[upper]]
  return Math.round(low + ((high - low) * (at - from)) / (to - from))
}

/** The share of all words that the word of a rank has, 1 being the commonest. */
export function shareAt(shares: number[], growth: number, rank: number): number {
  const last = RANKS.length - 1
  const end = RANKS[last] ?? 1
  // Beyond the words that everybody uses, shares fall faster: by one over the power by which the vocabulary grows.
  if (rank >= end) return (shares[last] ?? 0) * (end / rank) ** (1 / growth)
  const upper = RANKS.findIndex((other) => other > rank)
  const [from = 1, to = 1] = [RANKS[upper - 1], RANKS[upper]]
  const [high = 1, low = 1] = [shares[upper - 1], shares[upper]]
  return high * (low / high) ** (Math.log(rank / from) / Math.log(to / from))
}

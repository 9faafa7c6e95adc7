import type { Locale } from '#db/schema.ts'
import { lengthAt, shareAt, type TextStatistics } from './search-statistics.ts'
import { headLength, SHARED_RANKS, wordAt } from './search-words.ts'

const LOCALES: Locale[] = ['en', 'fr']
const FRENCH_TOPICS = 0.4
const TOPIC_WORDS = 50
const NEED_WORDS = 8
/** Ranks up to here are drawn by a table, those beyond by the formula of the tail. */
const TABLE_RANKS = 1500
const TABLE_SIZE = 1 << 18
const CACHED_RANKS = 20_000

const OPENINGS: Record<Locale, string[]> = {
  en: ['how to', 'how do i', 'why does', 'what is', 'where is', 'cannot', 'is it possible to', 'error when i'],
  fr: ['comment', 'pourquoi', 'comment faire pour', 'impossible de', 'où est', 'est-il possible de', 'erreur avec'],
}

export type Random = () => number

/** Repeatable pseudo-random numbers from 0 to 1 (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export const itemOf = <Item>(items: Item[], random: Random): Item => items[Math.floor(random() * items.length)] as Item

/** What several people ask in words of their own: a few words that belong together, within a topic. */
export type SharedNeed = { topic: number; locale: Locale; words: string[] }

export type Writer = {
  topics: number
  /** The need that a thread is about; some are much commoner than others. */
  drawNeed(random: Random): SharedNeed
  title(need: SharedNeed, random: Random, words?: number): string
  text(need: SharedNeed, random: Random, words: number): { body: string; html: string }
  /** A word as common as chance has it. */
  word(locale: Locale, random: Random): string
  /** One of the words that stand in a large part of all texts. */
  commonWord(locale: Locale, random: Random): string
}

/**
 * Writes texts with the statistics of real ones: words as common as their rank says, a vocabulary that never ends,
 * and words that come together because texts have topics and people share needs. The same seed gives the same texts.
 */
export function makeWriter(statistics: TextStatistics, threads: number, seed: number): Writer {
  const topics = Math.max(20, Math.round(4 * Math.sqrt(threads)))
  const needs = Math.max(50, Math.round(threads / 8))
  const ranksOf = { en: rankTable(statistics, 'en'), fr: rankTable(statistics, 'fr') }
  const known: Record<Locale, string[]> = { en: [], fr: [] }
  for (const locale of LOCALES) for (let at = 0; at < CACHED_RANKS; at++) known[locale].push(wordAt(locale, at))
  const tail = 1 / (1 / statistics.growth - 1)

  const drawRank = (locale: Locale, random: Random): number => {
    const { table, inTable } = ranksOf[locale]
    const at = random()
    if (at < inTable) return table[Math.floor((at / inTable) * TABLE_SIZE)] ?? 0
    return Math.min(1e9, Math.floor(TABLE_RANKS * random() ** -tail))
  }
  const wordOf = (locale: Locale, rank: number): string => known[locale][rank] ?? wordAt(locale, rank)
  const subject = (locale: Locale, random: Random): string => {
    for (;;) {
      const rank = drawRank(locale, random)
      if (rank >= headLength(locale)) return wordOf(locale, rank)
    }
  }

  const localeOf = (topic: number): Locale => ((topic * 0.618034) % 1 < FRENCH_TOPICS ? 'fr' : 'en')
  const wordsOfTopic = Array.from({ length: topics }, (_, topic) => {
    const random = randomFrom(seed + topic * 7919)
    return Array.from({ length: TOPIC_WORDS }, () => subject(localeOf(topic), random))
  })
  const topicWord = (need: SharedNeed, random: Random): string =>
    wordsOfTopic[need.topic]?.[Math.floor(TOPIC_WORDS * random() ** 2)] ?? ''
  const needWord = (need: SharedNeed, random: Random): string =>
    need.words[Math.floor(NEED_WORDS * random() ** 1.5)] ?? ''

  const nextWord = (need: SharedNeed, random: Random): string => {
    const rank = drawRank(need.locale, random)
    if (rank < headLength(need.locale)) return wordOf(need.locale, rank)
    const kind = random()
    if (kind < 0.25) return needWord(need, random)
    return kind < 0.5 ? topicWord(need, random) : wordOf(need.locale, rank)
  }
  const sentence = (need: SharedNeed, random: Random, words: number): string => {
    let text = capital(nextWord(need, random))
    for (let at = 1; at < words; at++) text += (random() < 0.06 ? ', ' : ' ') + nextWord(need, random)
    return `${text}.`
  }

  return {
    topics,

    drawNeed(random) {
      const own = randomFrom(seed ^ Math.imul(1 + Math.floor(needs * random() ** 1.5), 2654435761))
      const topic = Math.floor(topics * own() ** 3)
      const locale = localeOf(topic)
      const words = Array.from({ length: NEED_WORDS }, (_, at) =>
        at % 3 === 2 ? subject(locale, own) : itemOf(wordsOfTopic[topic] ?? [], own),
      )
      return { topic, locale, words }
    },

    title(need, random, words = Math.max(3, lengthAt(statistics.titleWords, random()))) {
      const parts = random() < 0.4 ? [itemOf(OPENINGS[need.locale], random)] : []
      for (let at = parts.length === 0 ? 0 : 2; at < words; at++) {
        const kind = random()
        if (kind < 0.4) parts.push(wordOf(need.locale, drawRank(need.locale, random)))
        else parts.push(kind < 0.85 ? needWord(need, random) : topicWord(need, random))
      }
      if (words > 3) parts.push(needWord(need, random))
      return capital(parts.join(' ')).slice(0, 240) + (random() < 0.5 ? (need.locale === 'fr' ? '\u00a0?' : '?') : '')
    },

    text(need, random, words) {
      const paragraphs: string[] = []
      for (let left = words; left > 0; ) {
        let paragraph = ''
        for (let room = 20 + Math.floor(random() * 60); room > 0 && left > 0; ) {
          const length = Math.min(left, 6 + Math.floor(random() * 14))
          paragraph += (paragraph ? ' ' : '') + sentence(need, random, length)
          left -= length
          room -= length
        }
        paragraphs.push(paragraph)
      }
      let body = paragraphs.join('\n\n')
      let html = `<p>${paragraphs.join('</p>\n<p>')}</p>\n`
      if (random() < 0.2) {
        const code = `${needWord(need, random)} = ${subject(need.locale, random)}_${Math.floor(random() * 1e6)}`
        body += `\n\n\`\`\`\n${code}\n\`\`\``
        html += `<pre><code>${code}\n</code></pre>\n`
      }
      return { body, html }
    },

    word: (locale, random) => wordOf(locale, drawRank(locale, random)),
    commonWord: (locale, random) => wordOf(locale, itemOf(SHARED_RANKS, random)),
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** For equally likely places in a table the rank that is drawn there, and how likely it is to be one of the table's. */
function rankTable(statistics: TextStatistics, locale: Locale): { table: Uint16Array; inTable: number } {
  const { growth } = statistics
  const shares = Array.from({ length: TABLE_RANKS }, (_, at) => shareAt(statistics.shares[locale], growth, at + 1))
  const sum = shares.reduce((total, share) => total + share, 0)
  const beyond = (shareAt(statistics.shares[locale], growth, TABLE_RANKS) * TABLE_RANKS) / (1 / growth - 1)
  const table = new Uint16Array(TABLE_SIZE)
  let place = 0
  let reached = 0
  for (const [rank, share] of shares.entries()) {
    reached += share
    while (place < (reached / sum) * TABLE_SIZE) table[place++] = rank
  }
  return { table, inTable: sum / (sum + beyond) }
}

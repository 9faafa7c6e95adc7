import { DateTime } from 'luxon'
import {
  KINDS,
  LOCALES,
  QUERY_LENGTH,
  type SearchKind,
  type SearchState,
  STATES,
} from '#app/domain/search/query/query-terms.ts'
import { cleanTagName } from '#app/domain/tags/tag-names.ts'
import type { Locale } from '#db/schema.ts'

type Terms = { words: string[]; phrases: string[] }

type Filters = {
  tags: string[]
  users: string[]
  categories: string[]
  kinds: SearchKind[]
  states: SearchState[]
  locales: Locale[]
}

type Fault =
  | 'score'
  | 'answers'
  | 'is'
  | 'in'
  | 'lang'
  | 'after'
  | 'before'
  | 'value'
  | 'minus'
  | 'quote'
  | 'bracket'
  | 'filter'
  | 'name'

/** What is not a valid filter: the search ignores it or reads it as words, and its page says what is wrong. */
export type QueryWarning = { code: Fault; text: string }

/** A parsed search. Nothing in `without` may match. */
export type SearchQuery = Terms &
  Filters & {
    without: Terms & Filters
    /** The words and phrases must be in the title. */
    inTitle: boolean
    /** Threads and posts that are named by their number: `#34`. */
    numbers: number[]
    minScore?: number
    minAnswers?: number
    /** From this moment on, and before that moment. */
    after?: Date
    before?: Date
    warnings: QueryWarning[]
  }

const WORDS_MAX = 24
/** Limits the work: each phrase is searched in whole texts, and each name is one more condition on each document. */
const PHRASES_MAX = 6
const NAMES_MAX = 10
const WARNINGS_MAX = 5
/** Each alternative is a search of its own. */
const ALTERNATIVES_MAX = 8

const part = (): Terms & Filters => ({
  words: [],
  phrases: [],
  tags: [],
  users: [],
  categories: [],
  kinds: [],
  states: [],
  locales: [],
})

// In this order: -  "a phrase"  [a-tag]  name:"a value"  name:value  word. An unclosed quote or bracket is an ordinary
// word.
const TOKEN = /(-?)(?:"([^"]+)"|\[([^[\]]+)\]|([a-z]+):(?:"([^"]+)"|([^\s"]+))|(\S+))/giu

/** What is read of a search. Phones and French keyboards use other quotation marks. */
const readable = (text: string): string =>
  text
    .slice(0, QUERY_LENGTH)
    .replace(/[“”„«»]/g, '"')
    .replace(/[\p{Cc}\p{Surrogate}]/gu, ' ')

/** Capitals: in a sentence, "or" is a word. */
const OR = /^(?:OR|OU)$/

/**
 * Parses a search with alternatives: `hub crash OR freeze` gives two searches, for the hub that crashes and the one that
 * freezes. An OR is between its two neighbours: words, phrases or filters. At most eight searches.
 */
export function parseAlternatives(text: string): [SearchQuery, ...SearchQuery[]] {
  const written = [...readable(text).matchAll(TOKEN)].map(([token]) => token)
  if (!written.some((token) => OR.test(token))) return [parseQuery(text)]

  const places: string[][] = []
  for (const [index, token] of written.entries()) {
    const before = written[index - 1]
    const last = places.at(-1)
    if (last && before !== undefined && OR.test(before) && index > 1) last.push(token)
    else if (!OR.test(token) || index === 0 || index === written.length - 1) places.push([token])
  }
  const texts = places.reduce(
    (begun, place) => begun.flatMap((text) => place.map((token) => `${text} ${token}`)).slice(0, ALTERNATIVES_MAX),
    [''],
  )
  const [first = '', ...others] = texts
  return [parseQuery(first), ...others.map(parseQuery)]
}

/**
 * Parses a search into words, "exact phrases" and filters: `[tag]`, `user:`, `category:`, `is:`, `lang:`, each also
 * with a minus before it, `score:`, `answers:`, `in:title`, `#34`, and `after:` and `before:` with a day, a month or a
 * year (UTC). An unknown filter is a word, with a warning: no text is an error. A filter with an invalid value gives a warning and is
 * left out, unless there is nothing else to search for.
 */
export function parseQuery(text: string): SearchQuery {
  const query: SearchQuery = { ...part(), without: part(), inTitle: false, numbers: [], warnings: [] }
  const typed = readable(text)
  const broken: Array<() => void> = []
  const warn = (code: Fault, written: string) => {
    if (query.warnings.length < WARNINGS_MAX) query.warnings.push({ code, text: written.slice(0, 60) })
  }
  for (const match of typed.matchAll(TOKEN)) {
    const [written, minus, phrase, tag, name, quoted, plain, word] = match
    const to = minus ? query.without : query
    const value = quoted ?? plain

    if (phrase !== undefined) addPhrase(to, phrase)
    else if (tag !== undefined) to.tags.push(cleanTagName(tag))
    else if (name !== undefined && value !== undefined) {
      const problem = addFilter(query, to, name.toLowerCase(), value)
      if (problem === 'no filter') {
        if (isMeantAsFilter(name, value)) warn('filter', written)
        addWords(to, quoted === undefined ? `${name}:${value}` : `${name} ${value}`)
      } else if (problem !== 'taken') {
        warn(problem, written)
        broken.push(() => addWords(to, `${name} ${value}`))
      }
    } else if (word !== undefined && OPERATOR.test(word)) {
      warn('value', word)
      broken.push(() => addWords(to, word))
    } else if (word !== undefined && to === query && NUMBER.test(word)) {
      query.numbers.push(Number(word.slice(1)))
    } else if (word !== undefined) {
      if (word.startsWith('[') && word.length > 1) warn('bracket', word)
      addWords(to, word)
    }
  }
  if ((typed.match(/"/g)?.length ?? 0) % 2 === 1) warn('quote', typed.slice(typed.lastIndexOf('"')))
  if (isEmpty(query) && query.numbers.length === 0) for (const add of broken) add()
  for (const list of [query, query.without]) bound(list)
  query.numbers = [...new Set(query.numbers)].slice(0, NAMES_MAX)
  return query
}

/** Each once, and at most as many as anybody needs. */
function bound(list: Terms & Filters): void {
  const first = <Value>(values: Value[], most: number) => [...new Set(values)].slice(0, most)
  list.words = first(list.words, WORDS_MAX)
  list.phrases = first(list.phrases, PHRASES_MAX)
  list.tags = first(list.tags, NAMES_MAX)
  list.users = first(list.users, NAMES_MAX)
  list.categories = first(list.categories, NAMES_MAX)
  list.kinds = first(list.kinds, NAMES_MAX)
  list.states = first(list.states, NAMES_MAX)
  list.locales = first(list.locales, NAMES_MAX)
}

/** What messages, programs and addresses write before a colon. */
const NOT_FILTERS = new Set(['error', 'warning', 'mailto', 'node', 'npm', 'std', 'urn'])

/**
 * Whether `inurl:x` was meant as a filter of another search engine, and not as the word that it is searched for as: a
 * name in small letters before a word, other than in `error:404`, `https://acme.io`, `C:\x` or `std::move`.
 */
const isMeantAsFilter = (name: string, value: string): boolean =>
  /^[a-z]{2,}$/.test(name) && /^\p{L}/u.test(value) && !NOT_FILTERS.has(name)

const OPERATOR = /^(?:user|tag|category|is|in|lang|score|answers|after|before):$/i
const NUMBER = /^#\d{1,15}$/

/** Adds a filter, or a warning when it is not valid. */
function addFilter(
  query: SearchQuery,
  to: Terms & Filters,
  name: string,
  value: string,
): 'taken' | 'no filter' | Fault {
  const wanted = value.toLowerCase()
  if (name === 'user') to.users.push(value)
  else if (name === 'tag') to.tags.push(cleanTagName(value))
  else if (name === 'category') to.categories.push(wanted)
  else if (name === 'is') {
    const kind = KINDS.find((one) => one === wanted)
    const state = STATES.find((one) => one === wanted)
    if (kind) to.kinds.push(kind)
    else if (state) to.states.push(state)
    else return 'is'
  } else if (name === 'in') {
    if (to !== query) return 'minus'
    if (wanted !== 'title') return 'in'
    query.inTitle = true
  } else if (name === 'lang') {
    const locale = LOCALES.find((one) => one === wanted)
    if (!locale) return 'lang'
    to.locales.push(locale)
  } else if (name === 'score' || name === 'answers') {
    if (to !== query) return 'minus'
    if (!/^-?\d{1,6}$/.test(value)) return name
    if (name === 'score') query.minScore = Number(value)
    else query.minAnswers = Number(value)
  } else if (name === 'after' || name === 'before') {
    if (to !== query) return 'minus'
    const date = DateTime.fromISO(value, { zone: 'utc' })
    if (!date.isValid || date.year < 1000 || date.year > 9999) return name
    query[name] = date.toJSDate()
  } else return 'no filter'
  return 'taken'
}

function addPhrase(to: Terms, phrase: string): void {
  const words = phrase.trim().replace(/\s+/g, ' ')
  if (/[\p{L}\p{N}]/u.test(words)) to.phrases.push(words)
}

const addWords = (to: Terms, text: string): void => void to.words.push(...splitWords(text))

/**
 * The words of a text in lower case, without the punctuation around them. Words that signs join stay together: what
 * `node.js` or `/opt/a.yml` are made of is found out where they are looked for.
 */
export function splitWords(text: string): string[] {
  return text
    .split(/[\s,;!?()[\]{}<>"«»“”|*'’]+/u)
    .map((piece) => piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+#]+$/gu, '').toLowerCase())
    .filter((word) => word !== '')
}

/** Whether a search has no words, phrases or filters: numbers are looked up, not searched. */
export function isEmpty(query: SearchQuery): boolean {
  const filters = [query.tags, query.users, query.categories, query.kinds, query.states, query.locales]
  return (
    query.words.length === 0 &&
    query.phrases.length === 0 &&
    filters.every((list) => list.length === 0) &&
    query.minScore === undefined &&
    query.minAnswers === undefined &&
    query.after === undefined &&
    query.before === undefined
  )
}

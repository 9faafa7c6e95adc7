import { KINDS, QUERY_LENGTH, type SearchKind, type SearchState, STATES } from '#app/domain/search/query-terms.ts'

type Terms = { words: string[]; phrases: string[] }

type Filters = {
  tags: string[]
  users: string[]
  categories: string[]
  kinds: SearchKind[]
  states: SearchState[]
}

/** What somebody typed, taken apart. Everything in `without` must not match. */
export type SearchQuery = Terms &
  Filters & {
    without: Terms & Filters
    minScore?: number
    minAnswers?: number
  }

const WORDS_MAX = 24

const part = (): Terms & Filters => ({
  words: [],
  phrases: [],
  tags: [],
  users: [],
  categories: [],
  kinds: [],
  states: [],
})

// In turn: -  "a phrase"  [a-tag]  name:"a value"  name:value  word. An unclosed quote or bracket is a word like any other.
const TOKEN = /(-?)(?:"([^"]+)"|\[([^[\]]+)\]|([a-z]+):(?:"([^"]+)"|([^\s"]+))|(\S+))/giu

/**
 * Takes a search apart into words, "exact phrases" and filters: `[tag]`, `user:`, `category:`, `is:`, `score:`,
 * `answers:`, each also with a minus in front. What is no known filter is a word: nothing that is typed is an error.
 */
export function parseQuery(text: string): SearchQuery {
  const query: SearchQuery = { ...part(), without: part() }
  // Phones and French keyboards type quotes of their own.
  const typed = text
    .slice(0, QUERY_LENGTH)
    .replace(/[“”„«»]/g, '"')
    .replace(/\p{Cc}/gu, ' ')
  for (const match of typed.matchAll(TOKEN)) {
    const [, minus, phrase, tag, name, quoted, plain, word] = match
    const to = minus ? query.without : query
    const value = quoted ?? plain

    if (phrase !== undefined) addPhrase(to, phrase)
    else if (tag !== undefined) to.tags.push(tag.trim().toLowerCase())
    else if (name !== undefined && value !== undefined) {
      if (!addFilter(query, to, name.toLowerCase(), value, minus !== '')) addWords(to, `${name} ${value}`)
    } else if (word !== undefined) addWords(to, word)
  }
  query.words = [...new Set(query.words)].slice(0, WORDS_MAX)
  return query
}

function addFilter(query: SearchQuery, to: Terms & Filters, name: string, value: string, negated: boolean): boolean {
  if (name === 'user') to.users.push(value)
  else if (name === 'tag') to.tags.push(value.toLowerCase())
  else if (name === 'category') to.categories.push(value.toLowerCase())
  else if (name === 'is') {
    const wanted = value.toLowerCase()
    const kind = KINDS.find((one) => one === wanted)
    const state = STATES.find((one) => one === wanted)
    if (kind) to.kinds.push(kind)
    else if (state) to.states.push(state)
    else return false
  } else if ((name === 'score' || name === 'answers') && !negated && /^-?\d{1,6}$/.test(value)) {
    if (name === 'score') query.minScore = Number(value)
    else query.minAnswers = Number(value)
  } else return false
  return true
}

function addPhrase(to: Terms, phrase: string): void {
  const words = phrase.trim().replace(/\s+/g, ' ')
  if (/[\p{L}\p{N}]/u.test(words)) to.phrases.push(words)
}

/** Punctuation around and between words does not matter, inside codes such as `E-42` or `node.js` it may. */
function addWords(to: Terms, text: string): void {
  for (const piece of text.split(/[\s,;:!?()[\]{}<>"«»“”|&*'’\\]+/u)) {
    const word = piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+#]+$/gu, '').toLowerCase()
    if (word !== '') to.words.push(word.slice(0, 64))
  }
}

/** Whether there is anything to look for at all. */
export function isEmpty(query: SearchQuery): boolean {
  const filters = [query.tags, query.users, query.categories, query.kinds, query.states]
  return (
    query.words.length === 0 &&
    query.phrases.length === 0 &&
    filters.every((list) => list.length === 0) &&
    query.minScore === undefined &&
    query.minAnswers === undefined
  )
}

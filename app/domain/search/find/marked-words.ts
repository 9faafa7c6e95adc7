import { foldWord } from '#app/domain/search/query/fold-word.ts'

/** A piece of a text, and whether it is one of the searched words. */
export type Passage = { text: string; marked: boolean }[]

/** A place of a text that is a word, or a part of one, or several parts together. */
export type FoundWord<Value> = { from: number; to: number; value: Value }

/** Between signs that join, as in `node.js`, and signs that do not: what search_text in the database separates. */
const CHUNK = /[^\s,;!?()[\]{}<>"«»“”„|*'’`=~%$^¡·¿•…′。、，！？「」]+/gu
/** Of a longer chunk the beginning is looked at: nobody reads it as words. */
const CHUNK_MAX = 1000
const PLAIN = /^([A-Z]?[a-z]+|[A-Z]+)[-._/\\:]*$/
const IDEOGRAPH = /[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\u{20000}-\u{2fa1f}]/u

/** A letter of a chunk as the index has it, its place in the text, and whether a part may begin here. */
type Letter = { letter: string; from: number; to: number; begins: boolean }

/**
 * Where these words are in a text; the longest at each place. They are written as in the index: `mac` is found in
 * `PC/Mac`, `service` and `userservice` in `UserService`, `nodejs` in `node.js`, `été` by `ete`.
 */
export function findWords<Value>(text: string, words: ReadonlyMap<string, Value>): FoundWord<Value>[] {
  const found: FoundWord<Value>[] = []
  const sought = [...words.keys()]
  const lengths = [...new Set(sought.map((word) => word.length))].toSorted((a, b) => b - a)
  const bare = sought.map((word) => word.replaceAll('.', ''))
  for (const { 0: whole, index } of text.matchAll(CHUNK)) {
    const chunk = whole.length > CHUNK_MAX ? whole.slice(0, CHUNK_MAX) : whole
    const plain = PLAIN.exec(chunk)?.[1]
    if (plain !== undefined) {
      const value = words.get(plain.toLowerCase())
      if (value !== undefined) found.push({ from: index, to: index + plain.length, value })
      continue
    }
    // Most chunks have none of the words: these are not spelt out.
    const folded = foldWord(chunk).replace(/[^\p{L}\p{N}]+/gu, '')
    if (!bare.some((word) => folded.includes(word))) continue
    const letters = spell(chunk)
    const spelt = letters.map(({ letter }) => letter).join('')
    for (let start = 0; start < letters.length; ) {
      const end = letters[start]?.begins ? longestFrom(letters, spelt, start, lengths, words) : undefined
      const [first, last] = [letters[start], letters[(end ?? 0) - 1]]
      const value = end === undefined ? undefined : words.get(spelt.slice(start, end))
      if (end === undefined || value === undefined || !first || !last) start += 1
      else {
        found.push({ from: index + first.from, to: index + last.to, value })
        // Of a text without blanks every two characters are a word.
        start = IDEOGRAPH.test(first.letter) && end - start > 1 ? end - 1 : end
      }
    }
  }
  return found
}

function longestFrom(
  letters: Letter[],
  spelt: string,
  start: number,
  lengths: number[],
  words: ReadonlyMap<string, unknown>,
): number | undefined {
  for (const length of lengths) {
    const end = start + length
    if (end > letters.length || (end < letters.length && !letters[end]?.begins)) continue
    if (words.has(spelt.slice(start, end))) return end
  }
  return undefined
}

type Kind = 'upper' | 'lower' | 'digit' | 'ideograph' | 'letter' | 'invisible' | 'joint'

function kindOf(sign: string): Kind {
  const code = sign.codePointAt(0) ?? 0
  if (code < 128) {
    if (code >= 97 && code <= 122) return 'lower'
    if (code >= 65 && code <= 90) return 'upper'
    return code >= 48 && code <= 57 ? 'digit' : 'joint'
  }
  if (IDEOGRAPH.test(sign)) return 'ideograph'
  if (/\p{Ll}/u.test(sign)) return 'lower'
  if (/\p{Lu}/u.test(sign)) return 'upper'
  if (/[\p{M}\p{Cf}]/u.test(sign)) return 'invisible'
  if (/\p{Nd}/u.test(sign)) return 'digit'
  return /[\p{L}\p{N}]/u.test(sign) ? 'letter' : 'joint'
}

/** The letters and digits of a chunk. Numbers that a sign joins keep a dot, as in `2.14.3`. */
function spell(chunk: string): Letter[] {
  const letters: Letter[] = []
  const signs = [...chunk]
  const kinds = signs.map(kindOf)
  let at = 0
  let joined = true
  let previous: Kind | undefined
  for (const [index, sign] of signs.entries()) {
    const kind = kinds[index] ?? 'joint'
    const from = at
    at += sign.length
    const last = letters.at(-1)
    if (kind === 'invisible' && last) last.to = at
    if (kind === 'joint') joined = true
    if (kind === 'invisible' || kind === 'joint') continue

    const begins =
      joined ||
      kind === 'ideograph' ||
      previous === 'ideograph' ||
      (kind === 'upper' && (previous === 'lower' || (kinds[index + 1] === 'lower' && kinds[index + 2] === 'lower'))) ||
      (kind === 'digit' && previous !== 'digit')
    if (joined && kind === 'digit' && previous === 'digit') {
      letters.push({ letter: '.', from, to: from, begins: true })
    }
    const folded = kind === 'ideograph' ? sign : foldWord(sign)
    for (const [place, letter] of [...folded].entries()) {
      letters.push({ letter, from, to: at, begins: begins && place === 0 })
    }
    joined = false
    previous = kind
  }
  return letters
}

/** A text with the found words marked. */
export function markWords(text: string, found: FoundWord<unknown>[]): Passage {
  const pieces: Passage = []
  let done = 0
  for (const { from, to } of found) {
    const last = pieces.at(-1)
    if (from < done && last) {
      last.text += text.slice(done, to)
    } else {
      if (from > done) pieces.push({ text: text.slice(done, from), marked: false })
      pieces.push({ text: text.slice(from, to), marked: true })
    }
    done = Math.max(done, to)
  }
  if (done < text.length) pieces.push({ text: text.slice(done), marked: false })
  return pieces
}

const LENGTH = 210
/** Extracts are chosen among so many places with words: the first ones of a text. */
const PLACES_MAX = 500
/** A cut moves by at most this many characters to a blank. */
const WORD_LENGTH = 40
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * One or two extracts of a text: the one with the most of the searched words, and one with words that it misses. When
 * none is there, the beginning. Ellipses say where something was left out.
 */
export function extractWords<Value>(text: string, words: ReadonlyMap<string, Value>): Passage {
  const found = findWords(text, words).slice(0, PLACES_MAX)
  const first = bestExtract(text, found) ?? extractAround(text, 0, 0)
  const inFirst = new Set(found.filter((word) => isWithin(word, first)).map(({ value }) => value))
  const others = found.filter((word) => !inFirst.has(word.value))
  const second = bestExtract(text, others)
  const extracts = [first, ...(second && (second.to <= first.from || second.from >= first.to) ? [second] : [])]

  const passage: Passage = []
  for (const { from, to } of extracts.toSorted((a, b) => a.from - b.from)) {
    if (from > 0) passage.push({ text: passage.length === 0 ? '… ' : ' ', marked: false })
    const within = found
      .filter((word) => isWithin(word, { from, to }))
      .map((word) => ({ ...word, from: word.from - from, to: word.to - from }))
    passage.push(...markWords(text.slice(from, to), within))
    if (to < text.length) passage.push({ text: '\u00a0…', marked: false })
  }
  return joined(passage)
}

type Extract = { from: number; to: number }
const isWithin = (word: Extract, { from, to }: Extract) => word.from >= from && word.to <= to

/** The extract with the most different words; of equals, the first. */
function bestExtract<Value>(text: string, found: FoundWord<Value>[]): Extract | undefined {
  let best: (Extract & { count: number }) | undefined
  for (const [index, { from }] of found.entries()) {
    const values = new Set<Value>()
    let to = from
    for (let next = index; next < found.length; next++) {
      const word = found[next]
      if (!word || (next > index && word.to > from + LENGTH)) break
      values.add(word.value)
      to = word.to
    }
    if (values.size > (best?.count ?? 0)) best = { from, to, count: values.size }
  }
  return best && extractAround(text, best.from, best.to)
}

function extractAround(text: string, from: number, to: number): Extract {
  const room = Math.max(0, LENGTH - (to - from))
  const start = from <= room / 2 ? 0 : from - Math.floor(room / 3)
  const end = Math.max(to, start + LENGTH)
  return {
    from: start === 0 ? 0 : Math.min(from, afterBlank(text, start)),
    to: end >= text.length ? text.length : Math.max(to, beforeBlank(text, end)),
  }
}

function afterBlank(text: string, at: number): number {
  const blank = text.indexOf(' ', at - 1)
  return blank >= 0 && blank - at < WORD_LENGTH ? blank + 1 : betweenSigns(text, at)
}

function beforeBlank(text: string, at: number): number {
  const blank = text.lastIndexOf(' ', at)
  return blank >= 0 && at - blank < WORD_LENGTH ? blank : betweenSigns(text, at)
}

/** The beginning of the sign at a place: a flag or a family is one, though it has many characters. */
function betweenSigns(text: string, at: number): number {
  const begin = Math.max(0, at - 2 * WORD_LENGTH)
  const sign = graphemes.segment(text.slice(begin, at + WORD_LENGTH)).containing(at - begin)
  return sign ? begin + sign.index : at
}

/** Neighbours of one kind as one piece. */
function joined(passage: Passage): Passage {
  const pieces: Passage = []
  for (const piece of passage) {
    const last = pieces.at(-1)
    if (last && last.marked === piece.marked) last.text += piece.text
    else if (piece.text !== '') pieces.push({ ...piece })
  }
  return pieces
}

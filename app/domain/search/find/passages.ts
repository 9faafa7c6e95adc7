import { sql } from 'kysely'
import type { Need } from '#app/domain/search/engine.ts'
import { findWords, markWords, type Passage } from '#app/domain/search/find/marked-words.ts'
import { foldWord } from '#app/domain/search/query/fold-word.ts'
import { splitWords } from '#app/domain/search/query/parse-query.ts'
import { isAsking } from '#app/domain/search/rank/asking-words.ts'
import { isMissedStop } from '#app/domain/search/rank/searched-stems.ts'
import { stemOf, wordsIn } from '#app/domain/search/rank/terms.ts'
import { cutText, wholeCharacters } from '#app/text/cut-text.ts'
import { type Block, blocksOf, type Section } from '#app/text/html-blocks.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** The part of a thread or an article that answers a need. */
export type Answering = {
  passage: Passage
  /**
   * The post with the answer: of a thread the accepted answer, or the best one, or the question; of an article its
   * text.
   */
  answerId: number
  source: 'article' | 'accepted' | 'answer' | 'question'
  /** The section of an article in which it is. */
  section: Section | null
}

const SENTENCES = 3
const LENGTH = 260
const LENGTH_MAX = 420
const HTML_MAX = 40_000
const WORDS_OF_TITLE = 24
const WORDS_OF_BODY = 40
/** The text below the title is often about other things too. */
const BODY_WEIGHT = 0.4
/** A word with a lower weight is in so many texts that it says nothing. */
const WEIGHT_MIN = 0.12
const HEADING_WEIGHT = 0.5
/** Code seldom says what it is about, and one line of it says little. */
const CODE_WEIGHT = 0.5
const CODE_LINE = 140

const segmenters = {
  en: new Intl.Segmenter('en', { granularity: 'sentence' }),
  fr: new Intl.Segmenter('fr', { granularity: 'sentence' }),
}

type Source = Omit<Answering, 'passage' | 'section'> & { postId: number; html: string; locale: Locale }

/**
 * The one to three sentences of each post that answer a need best, with the words of the need marked: those with its
 * rarest words, compared by stem and without accents. For the question of a thread, the accepted answer is read, or
 * else the best answer that everybody may see. The caller has checked that the viewer may see the threads and articles.
 */
export async function findAnswering(db: Db, need: Need, postIds: number[]): Promise<Map<number, Answering>> {
  if (postIds.length === 0) return new Map()
  const sources = await listSources(db, postIds)
  const texts = sources.map((source) => ({ source, sentences: sentencesOf(source) }))
  const weights = await weighWords(db, need, texts)
  return new Map(
    texts.map(({ source: { html: _, postId, locale, ...source }, sentences }) => [
      postId,
      { ...source, ...choose(sentences, weights[locale]) },
    ]),
  )
}

async function listSources(db: Db, postIds: number[]): Promise<Source[]> {
  const { rows } = await sql<Source>`
    select posts.id as "postId", coalesce(answer.id, posts.id) as "answerId",
      case when posts.article_id is not null then 'article' when answer.id is null then 'question'
        when answer.id = threads.accepted_answer_id then 'accepted' else 'answer' end as source,
      left(coalesce(answer.html, posts.html), ${sql.lit(HTML_MAX)}) as html,
      coalesce(article_translations.locale, threads.locale) as locale
    from posts
    left join threads on threads.id = posts.thread_id
    left join article_translations on article_translations.post_id = posts.id
    left join lateral (
      select answers.id, answers.html from posts as answers
      where answers.thread_id = threads.id and answers.kind = 'answer' and answers.state = 'visible'
      order by answers.id is not distinct from threads.accepted_answer_id desc, answers.score desc,
        answers.official_at is not null desc, answers.id
      limit 1
    ) as answer on true
    where posts.id = any (${postIds}::bigint[])`.execute(db)
  return rows
}

type Sentence = { text: string; kind: Block['kind']; section: Section | null }

function sentencesOf({ html, locale }: Source): Sentence[] {
  const blocks = blocksOf(html)
  // Quotes of others are read only when the post has no text of its own.
  const own = blocks.some((block) => block.kind === 'text') ? blocks.filter((block) => block.kind !== 'quote') : blocks
  return own.flatMap(({ kind, text, section }): Sentence[] => {
    if (kind === 'code' || kind === 'row') return [{ kind, text, section }]
    return [...segmenters[locale].segment(text)].map(({ segment }) => ({ kind, section, text: segment.trim() }))
  })
}

/** Each word once, without the words that people use in any question. */
const informativeWords = (text: string) => [
  ...new Set(splitWords(text).filter((word) => !isAsking(foldWord(word)) && !isMissedStop(word))),
]

/** A word of the need, and its weight. */
type Weight = { term: number; weight: number }
type Weights = ReadonlyMap<string, Weight>

/**
 * Which words of the texts are words of the need, as they are written in the index, and their weights: the inverse
 * document frequency, as a share of that of a word in no text. One statement for all of them.
 */
async function weighWords(
  db: Db,
  need: Need,
  texts: { source: Source; sentences: Sentence[] }[],
): Promise<Record<Locale, Weights>> {
  const title = informativeWords([need.title, ...(need.tags ?? [])].join(' ')).slice(0, WORDS_OF_TITLE)
  const body = informativeWords(need.body ?? '')
    .filter((word) => !title.includes(word))
    .slice(0, WORDS_OF_BODY)
  const wanted = [...title, ...body]
  const read = texts.map(({ sentences }) =>
    [...new Set(sentences.map(({ section }) => section?.heading ?? '')), ...sentences.map(({ text }) => text)].join(
      '\n',
    ),
  )
  const weights = { en: new Map<string, Weight>(), fr: new Map<string, Weight>() }
  if (wanted.length === 0 || read.length === 0) return weights
  const { rows } = await sql<{ word: string; locale: Locale; term: number; rarity: number }>`
    with wanted as materialized (
      select term, en, fr,
        ln(1 + (counted.documents + 1.0) / (coalesce(search_words.documents, 0) + 1)) / ln(2 + counted.documents)
          as rarity
      from unnest(${wanted}::text[]) with ordinality as given (word, term)
      cross join lateral ${wordsIn(sql`search_text(given.word)`)} as words
      cross join (select coalesce(max(documents), 0) as documents from search_statistics) as counted
      left join search_words on search_words.word = words.token
    ), telling as (
      select 'en' as locale, en as stem, term, rarity from wanted where en is not null and fr is not null
      union all
      select 'fr', fr, term, rarity from wanted where en is not null and fr is not null
    ), found as materialized (
      select locale, token as word, ${stemOf(sql`locale`)} as stem
      from (
        select distinct locale, tokid, token
        from unnest(${read}::text[], ${texts.map(({ source }) => source.locale)}::text[]) as texts (text, locale)
        cross join lateral ts_parse('default', search_text(texts.text))
      ) as tokens
    )
    select word, locale, min(term)::integer as term, max(rarity)::float8 as rarity
    from found join telling using (locale, stem)
    group by word, locale`.execute(db)
  for (const { word, locale, term, rarity } of rows) {
    const weight = (term <= title.length ? 1 : BODY_WEIGHT) * rarity
    if (weight >= WEIGHT_MIN) weights[locale].set(word, { term, weight })
  }
  return weights
}

/** The terms of the need in a text, each once, with its weight. */
const termsIn = (text: string, weights: Weights, share = 1): Map<number, number> =>
  new Map(findWords(text, weights).map(({ value }) => [value.term, share * value.weight]))

/**
 * The run of sentences that has most of the need in the fewest words, and the sentences after it while they are short.
 */
function choose(sentences: Sentence[], weights: Weights): Pick<Answering, 'passage' | 'section'> {
  const inHeading = new Map<Section, Map<number, number>>()
  for (const { section } of sentences) {
    if (section && !inHeading.has(section)) inHeading.set(section, termsIn(section.heading, weights))
  }
  const read = sentences.map((sentence) => ({ ...sentence, text: shortened(sentence, weights) }))
  const found = read.map(({ kind, text }) => termsIn(text, weights, kind === 'code' ? CODE_WEIGHT : 1))

  // The row of a table is a passage of its own. A line of code is too, or it follows the sentence that introduces it.
  const leads = (at: number) => read[at]?.text.endsWith(':') && read[at]?.kind !== 'code'
  const joins = (at: number) => {
    const [sentence, next] = [read[at - 1], read[at]]
    if (!sentence || !next || next.section !== sentence.section) return false
    if (sentence.kind === 'code' || sentence.kind === 'row' || next.kind === 'row') return false
    return next.kind !== 'code' || (leads(at - 1) && !sentences[at]?.text.includes('\n'))
  }

  const opening = read.findIndex((each) => each.kind === 'text' && !isGreeting(each.text))
  let best = { from: Math.max(0, opening), to: Math.max(0, opening) + 1, gain: 0 }
  for (let from = 0; from < read.length; from++) {
    const terms = new Map<number, number>()
    let length = 0
    for (let to = from; to < Math.min(read.length, from + SENTENCES); to++) {
      const sentence = read[to]
      if (!sentence || (to > from && !joins(to))) break
      length += sentence.text.length
      if (to > from && length > LENGTH_MAX) break
      for (const [term, weight] of found[to] ?? []) terms.set(term, Math.max(terms.get(term) ?? 0, weight))
      let gain = sum(terms) / (1 + length / 600)
      const heading = sentence.section ? inHeading.get(sentence.section) : undefined
      for (const [term, weight] of heading ?? []) if (!terms.has(term)) gain += HEADING_WEIGHT * weight
      if (gain > best.gain) best = { from, to: to + 1, gain }
    }
  }
  if (read[best.from]?.kind === 'code' && leads(best.from - 1)) best.from -= 1

  let { to } = best
  let length = read.slice(best.from, to).reduce((total, each) => total + each.text.length, 0)
  while (to - best.from < SENTENCES && joins(to)) {
    length += read[to]?.text.length ?? 0
    if (length > LENGTH) break
    to += 1
  }
  const text = read
    .slice(best.from, to)
    .map((each) => each.text)
    .join(' ')
  return { passage: clip(markWords(text, findWords(text, weights))), section: read[best.from]?.section ?? null }
}

const sum = (terms: Map<number, number>) => [...terms.values()].reduce((total, weight) => total + weight, 0)

const isGreeting = (text: string) => text.length < 25 && /[,!]$/.test(text)

/** The line of a piece of code that has most of the need. */
function shortened({ kind, text }: Sentence, weights: Weights): string {
  if (kind !== 'code') return text
  const lines = text.split('\n').map((line) => cutText(line.trim(), CODE_LINE))
  const gains = lines.map((line) => sum(termsIn(line, weights)))
  return lines[gains.indexOf(Math.max(...gains))] ?? ''
}

/** Cuts a passage to a maximum of characters; it begins shortly before the first marked word. */
function clip(passage: Passage): Passage {
  const length = passage.reduce((sum, piece) => sum + piece.text.length, 0)
  if (length <= LENGTH_MAX) return passage
  const before = passage[0]?.marked === false && passage.length > 1 ? Math.max(0, passage[0].text.length - 120) : 0
  let [skip, room] = [before, LENGTH_MAX]
  const kept: Passage = []
  for (const { text, marked } of passage) {
    const part = wholeCharacters(text.slice(wholeCharacters(text, skip).length), room)
    skip = Math.max(0, skip - text.length)
    room -= part.length
    if (part !== '') kept.push({ text: part, marked })
    if (room <= 0) break
  }
  const first = kept[0]
  const last = kept.at(-1)
  if (first && before > 0) first.text = `… ${first.text.replace(/^\S*\s/, '')}`
  if (last) last.text = `${last.text.replace(/\s\S*$/, '')} …`
  return kept
}

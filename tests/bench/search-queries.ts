import { sql } from 'kysely'
import type { Need } from '#app/domain/search/engine.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'
import { tagName } from './search-community.ts'
import { itemOf, type Random, randomFrom, type SharedNeed, type Writer } from './search-texts.ts'

export type BenchNeed = { kind: string; need: Need & { locale: Locale } }
export type BenchQuery = { kind: string; text: string; locale: Locale }

/**
 * Titles as people type them who have a need that the community knows: 3 to 12 words, finished or not, with slips of
 * the finger, followed by a text and tags, and such of which every word stands in a third of all documents.
 */
export function makeNeeds(writer: Writer, count: number, seed: number): BenchNeed[] {
  const random = randomFrom(seed)
  return Array.from({ length: count }, (_, at) => {
    const shared = writer.drawNeed(random)
    const { locale } = shared
    const length = 3 + Math.floor(random() * 10)
    const title = writer.title(shared, random, length).replace(/[?\s]+$/, '')
    switch (at % 10) {
      case 0:
      case 1:
        return { kind: 'unfinished', need: { locale, title: unfinished(title, random) } }
      case 2:
        return { kind: 'misspelt', need: { locale, title: misspelt(misspelt(title, random), random) } }
      case 3:
        return { kind: 'common words', need: { locale, title: commonTitle(writer, locale, random, length) } }
      case 4: {
        const one = `${commonTitle(writer, locale, random, Math.min(5, length))} ${itemOf(shared.words, random)}`
        return { kind: 'common and one rare', need: { locale, title: one } }
      }
      case 5: {
        const { body } = writer.text(shared, random, 40 + Math.floor(random() * 160))
        return { kind: 'with text and tags', need: { locale, title, body, tags: [tagName(shared.topic)] } }
      }
      default:
        return { kind: 'title', need: { locale, title } }
    }
  })
}

/** Searches as the search page gets them: some words, phrases that exist, each operator, and filters alone. */
export async function makeQueries(db: Db, writer: Writer, count: number, seed: number): Promise<BenchQuery[]> {
  const random = randomFrom(seed)
  const { rows: titles } = await sql<{ title: string; locale: Locale }>`
    select title, locale from threads where id <= ${count} order by id`.execute(db)
  return Array.from({ length: count }, (_, at) => {
    const shared = writer.drawNeed(random)
    const { locale } = shared
    const words = (many: number) => Array.from({ length: many }, () => itemOf(shared.words, random)).join(' ')
    const common = writer.commonWord(locale, random)
    switch (at % 10) {
      case 0:
        return { kind: 'common words', locale, text: `${common} ${writer.commonWord(locale, random)}` }
      case 1: {
        const source = itemOf(titles, random)
        const phrase = source.title.replace(/[?"]/g, '').trim().split(' ').slice(-2).join(' ')
        return { kind: 'phrase', locale: source.locale, text: `"${phrase}"` }
      }
      case 2:
        return { kind: 'misspelt', locale, text: misspelt(words(2), random) }
      case 3:
        return { kind: 'common words and filter', locale, text: `${filterFor(shared, random)} ${common}` }
      case 4:
        return { kind: 'words and filter', locale, text: `${filterFor(shared, random)} ${words(2)}` }
      case 5:
        return { kind: 'filter alone', locale, text: filterFor(shared, random) }
      case 6:
        return { kind: 'without a word', locale, text: `${words(2)} -${common}` }
      default:
        return { kind: 'words', locale, text: words(1 + Math.floor(random() * 4)) }
    }
  })
}

function filterFor({ topic }: SharedNeed, random: Random): string {
  return itemOf(
    [
      `[${tagName(topic)}]`, 'is:solved', 'is:unanswered', 'is:article', 'is:question', 'score:5', 'answers:2',
      `category:category-${1 + (topic % 12)}`, `user:${1001 + Math.floor(random() * 50)}`, `is:solved [${tagName(topic)}]`,
    ],
    random,
  ) // biome-ignore format: a list
}

/** Words that are all common, those of the community first. */
function commonTitle(writer: Writer, locale: Locale, random: Random, words: number): string {
  return Array.from({ length: words }, (_, at) =>
    at < 3 || random() < 0.5 ? writer.commonWord(locale, random) : writer.word(locale, random),
  ).join(' ')
}

/** The last word only begun. */
function unfinished(title: string, random: Random): string {
  const last = title.split(' ').at(-1) ?? ''
  const kept = Math.max(Math.min(3, last.length), Math.ceil(last.length * (0.4 + 0.5 * random())))
  return title.slice(0, title.length - last.length + kept)
}

/** Two letters of a long word change places, or one is missing or doubled. */
function misspelt(text: string, random: Random): string {
  const words = text.split(' ')
  const long = words.flatMap((word, at) => (word.length >= 6 ? [at] : []))
  if (long.length === 0) return text
  const at = itemOf(long, random)
  const word = words[at] ?? ''
  const place = 1 + Math.floor(random() * (word.length - 3))
  const [before, first, second, after] = [word.slice(0, place), word[place], word[place + 1], word.slice(place + 2)]
  words[at] = itemOf(
    [`${before}${second}${first}${after}`, `${before}${second}${after}`, `${before}${first}${first}${second}${after}`],
    random,
  )
  return words.join(' ')
}

/** What should give results or nothing, quickly, and never an error. */
export function badInputs(writer: Writer): Record<string, string> {
  const random = randomFrom(1)
  const many = (count: number, word: () => string) => Array.from({ length: count }, word).join(' ')
  return {
    '10 kB of text': writer.text(writer.drawNeed(random), random, 1600).body.slice(0, 10_240),
    '10 kB of common words': many(2000, () => writer.commonWord('en', random)).slice(0, 10_240),
    '10 kB without a space': 'ab'.repeat(5120),
    '10 kB of one letter': 'a '.repeat(5120),
    '24 common words': many(24, () => writer.word('en', random)),
    'stop words': 'to be or not to be that is the question of who we are',
    'French stop words': 'est-ce que tu ne les as pas eus avec toi dans la nôtre',
    'one stop word': 'the',
    'short words': 'a b c d e f g h i j k l m n o p',
    punctuation: '?!... ,;:--- (((())) ]]]] *** ///',
    'one character': '-',
    'right to left': 'كيف يمكنني إعادة تعيين كلمة المرور الخاصة بي',
    Hebrew: 'איך אני מאפס את הסיסמה שלי?',
    'turned direction': '\u202eapplication service\u202c \u200fversion',
    Chinese: '我忘记了密码怎么办我忘记了密码怎么办',
    emoji: '😀🎉👩‍👩‍👧‍👦 🇫🇷 application 🙈',
    SQL: `'; drop table threads; -- application' or '1'='1`,
    'query syntax': `application & | ! <-> service:* <2> 'version':ABCD`,
    'broken operators': 'score:abc answers:many is:nonsense user: category:" [ ] " -',
    'unknown names': '[no-such-tag-at-all] user:nobody-here category:nowhere application',
    'only without': '-application -service -"version of"',
    'all operators':
      '[topic-1] is:solved is:article score:1 answers:1 user:1001 category:category-1 application -service',
    contradiction: 'is:solved is:unsolved is:question is:article application',
    phrases: '"of the" "application service" "in the" "to be" "is a"',
    'a common phrase': '"of the"',
    wildcards: '%application_ \\\\ * ?ervice [[:alpha:]]+ (a+)+$',
    'control characters': 'application\u0000\u0007\u001b[31m service \ud800 \ufffe',
    'invisible characters': '\u200b\u200c\u200d\ufeff\u00ad \u2060',
    'combining marks': `a${'\u0301'.repeat(300)}pplication`,
    numbers: '1 2 3 10 100 2020 1.2.3 0x80070057 -5',
    'long word begun': 'applicationapplicationapplicationapplicationapplicationapplicationappl',
  }
}

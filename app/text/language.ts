const LANGUAGES = ['en', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

const READ = 8_000
const JUDGED = 1_000

// What is not the writer's own prose: code is in the language of its program, a quote in that of somebody else.
const NOT_PROSE = [
  /^(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n[\s\S]*?(?:^\1|$(?![\s\S]))/gm,
  /<(pre|code|kbd|samp|blockquote)\b[^>]{0,200}>[\s\S]*?(?:<\/\1>|$(?![\s\S]))/gi,
  /`[^`\n]+`/g,
  /^ {0,3}>.*$/gm,
  /^(?: {4}|\t).*$/gm,
  /<[^<>]{1,300}>/g,
  /&#?\w{1,10};/g,
  /\b(?:https?:\/\/|www\.)\S+/gi,
]

/** The words of a Markdown or HTML text that its writer says in their own language. */
function proseOf(text: string): string {
  return NOT_PROSE.reduce((rest, pattern) => rest.replace(pattern, ' '), text.slice(0, READ)).slice(0, JUDGED)
}

type Recognised = {
  /** The language among those of the forum. */
  language?: Language
  /** Instead, the tag of another language, when the text is surely in that. */
  other?: string
}

let loading: Promise<(text: string) => Recognised> | undefined

/** The detector brings a megabyte of tables, so it is loaded when the first text is judged. */
async function load() {
  const { eld } = await import('eld/extrasmall')
  const ours = eld.newInstance()
  ours.setLanguageSubset([...LANGUAGES])
  const all = eld.newInstance()
  return (text: string): Recognised => {
    const other = otherLanguageOf(text, all.detect(text))
    if (other) return { other }
    const found = ours.detect(text)
    return found.isReliable() ? { language: LANGUAGES.find((each) => each === found.language) } : {}
  }
}

/** A text that is as far from the languages of the forum as this is in another one. */
const FAR = 0.85
const LATIN_LETTERS = 30
const OTHER_LETTERS = 4

type Detected = { language: string; isReliable(): boolean; getScores(): Record<string, number> }

/**
 * The tag of another language than those of the forum, when a text is surely in that. A few words in Latin letters may be
 * names, or technical words that many languages share; words in other letters are in none of ours, whatever they are
 * (`und`).
 */
function otherLanguageOf(text: string, any: Detected): string | undefined {
  const scores = any.getScores()
  const best = Math.max(...LANGUAGES.map((each) => scores[each] ?? 0))
  const isOurs = LANGUAGES.some((each) => each === any.language)
  const isSure = !isOurs && any.isReliable() && best < FAR * (scores[any.language] ?? 0)
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  const others = (text.match(/\p{L}/gu)?.length ?? 0) - latin
  if (others > latin) return others < OTHER_LETTERS ? undefined : isSure ? any.language : 'und'
  return isSure && latin >= LATIN_LETTERS ? any.language : undefined
}

async function recognise({ title = '', text = '' }: { title?: string; text?: string }): Promise<Recognised> {
  loading ??= load()
  const detect = await loading
  return detect(`${title.slice(0, 300)}\n${proseOf(text)}`)
}

/**
 * The language that a text with its title is written in, among those of the forum. `otherwise` is given when the words
 * do not tell: there are too few, or they are of another language. Code, quotes and addresses do not count.
 */
export async function detectLanguage<const Otherwise>(
  written: { title?: string; text?: string },
  otherwise: Otherwise,
): Promise<Language | Otherwise> {
  return (await recognise(written)).language ?? otherwise
}

/**
 * In what language a new text is kept: `locale` is one of the forum's, by which it is searched; `otherLanguage` is the
 * tag of what it is really written in, when that is surely none of them.
 */
export async function languageToKeep(
  written: { title?: string; text?: string },
  otherwise: Language,
): Promise<{ locale: Language; otherLanguage: string | null }> {
  const { language, other } = await recognise(written)
  return { locale: language ?? otherwise, otherLanguage: other ?? null }
}

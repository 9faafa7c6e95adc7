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

let loading: Promise<(text: string) => Language | undefined> | undefined

/** The detector brings a megabyte of tables, so it is loaded when the first text is judged. */
async function load() {
  const { eld } = await import('eld/extrasmall')
  eld.setLanguageSubset([...LANGUAGES])
  return (text: string) => {
    const found = eld.detect(text)
    return found.isReliable() ? LANGUAGES.find((each) => each === found.language) : undefined
  }
}

/**
 * The language that a text with its title is written in, among those of the forum. `otherwise` is given when the words
 * do not tell: there are too few, or they are of another language. Code, quotes and addresses do not count.
 */
export async function detectLanguage<const Otherwise>(
  { title = '', text = '' }: { title?: string; text?: string },
  otherwise: Otherwise,
): Promise<Language | Otherwise> {
  loading ??= load()
  const detect = await loading
  return detect(`${title.slice(0, 300)}\n${proseOf(text)}`) ?? otherwise
}

import { Marked, Tokenizer, type Tokens } from 'marked'
import { markedHighlight } from 'marked-highlight'
import { highlightCode } from './markdown-highlight.ts'
import { showUnknownTags } from './markdown-sanitizer.ts'

// Quotes and lists deeper than this are shown as the text that was typed. Deeper nesting helps no reader, and both the
// parser and the browser work recursively.
const MAX_BLOCK_DEPTH = 20
const MAX_INLINE_DEPTH = 20
// To find the end of an emphasis or a link, or the line under a heading, the parser reads to the end of the paragraph.
// In a paragraph of opening marks alone the time is the square of its length. After this many characters were read in
// this way, the other marks of the body stay text.
const MAX_CHARACTERS_SCANNED = 4_000_000
const MAX_TABLE_CELLS = 40_000
const MAX_CHARACTERS_HIGHLIGHTED = 10_000
const MAX_REFERENCE_CHARACTERS = 100_000
const MAX_HEADING_LENGTH = 1_000
const MAX_URL_LENGTH = 2_000

class BoundedTokenizer extends Tokenizer<string, string> {
  #scanned = 0
  #reread = 0
  #cells = 0
  #highlighted = 0
  #referenced = 0
  #blockDepth = 0
  #inlineDepth = 0

  reset(): void {
    this.#scanned = 0
    this.#reread = 0
    this.#cells = 0
    this.#highlighted = 0
    this.#referenced = 0
    this.#blockDepth = 0
    this.#inlineDepth = 0
  }

  mayHighlight(code: string): boolean {
    this.#highlighted += code.length
    return this.#highlighted <= MAX_CHARACTERS_HIGHLIGHTED
  }

  #mayScan(characters: number): boolean {
    if (this.#inlineDepth >= MAX_INLINE_DEPTH) return false
    this.#scanned += characters
    return this.#scanned <= MAX_CHARACTERS_SCANNED
  }

  /** A quote is parsed again for each line that continues a list in it. */
  #mayNest(src: string): boolean {
    if (this.#blockDepth > 0) this.#reread += src.length
    return this.#blockDepth < MAX_BLOCK_DEPTH && this.#reread <= MAX_CHARACTERS_SCANNED
  }

  #nested<T>(read: () => T): T {
    this.#inlineDepth++
    try {
      return read()
    } finally {
      this.#inlineDepth--
    }
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    if (!this.#mayNest(src)) return undefined
    this.#blockDepth++
    try {
      return super.blockquote(src)
    } finally {
      this.#blockDepth--
    }
  }

  override list(src: string): Tokens.List | undefined {
    if (!this.#mayNest(src)) return undefined
    this.#blockDepth++
    try {
      return super.list(src)
    } finally {
      this.#blockDepth--
    }
  }

  override table(src: string): Tokens.Table | undefined {
    const columns = tableColumns(src)
    if (columns === 0) return undefined

    // Short rows are filled up to the width of the header: a few thousand characters could create a million cells.
    const raw = untilBlankLine(src)
    this.#cells += columns * raw.split('\n').length
    return this.#cells > MAX_TABLE_CELLS ? asTyped(raw) : super.table(src)
  }

  override lheading(src: string): Tokens.Heading | undefined {
    const underline = headingUnderline.exec(src.slice(0, MAX_HEADING_LENGTH))
    // The rule itself is about ten times slower than a search.
    return underline && this.#mayScan(10 * underline.index) ? super.lheading(src) : undefined
  }

  override link(src: string): Tokens.Link | Tokens.Image | undefined {
    if (!startsLink(src) || !this.#mayScan(src.length)) return undefined
    return this.#nested(() => super.link(src))
  }

  override reflink(
    src: string,
    links: Record<string, Tokens.Link | Tokens.Image>,
  ): Tokens.Link | Tokens.Image | Tokens.Text | undefined {
    if (!startsLink(src) || !this.#mayScan(src.length)) return undefined

    const token = this.#nested(() => super.reflink(src, links))
    if (token?.type === 'text' || !token) return token
    // One long address may be defined once and used a thousand times.
    this.#referenced += token.href.length + (token.title?.length ?? 0)
    return this.#referenced <= MAX_REFERENCE_CHARACTERS ? token : undefined
  }

  override emStrong(src: string, maskedSrc: string, prevChar?: string): Tokens.Em | Tokens.Strong | undefined {
    const first = src.charCodeAt(0)
    if ((first !== 42 && first !== 95) || !this.#mayScan(src.length)) return undefined
    return this.#nested(() => super.emStrong(src, maskedSrc, prevChar))
  }

  override codespan(src: string): Tokens.Codespan | undefined {
    if (src.charCodeAt(0) !== 96 || !this.#mayScan(0)) return undefined
    const token = super.codespan(src)
    this.#scanned += token ? token.raw.length : src.length
    return token
  }

  override del(src: string, maskedSrc: string, prevChar?: string): Tokens.Del | undefined {
    if (src.charCodeAt(0) !== 126 || !this.#mayScan(src.length)) return undefined
    return this.#nested(() => super.del(src, maskedSrc, prevChar))
  }

  override url(src: string): Tokens.Link | undefined {
    return startsOverlong(src) ? undefined : super.url(src)
  }

  override inlineText(src: string): Tokens.Text | undefined {
    const run = plainRun.exec(src)?.[0]
    return run ? { type: 'text', raw: run, text: run, escaped: false } : super.inlineText(src)
  }
}

// A word this long is never an address, and testing that at each of its characters takes the time. ASCII only: other
// scripts write whole paragraphs without a space.
const plainRun = /^(?:[a-zA-Z0-9]{200,}|[.!?=+-]{20,}|[!-;=-Z\]^_a-~]{1000,})/
const headingUnderline = /\n {0,3}(?:=+|-+)[ \t]*(?:\n|$)/
const overlongAddress = new RegExp(`^(?:https?://|ftp://|www\\.|mailto:|xmpp:)[^\\s<]{${MAX_URL_LENGTH}}`, 'i')

function startsOverlong(src: string): boolean {
  return plainRun.test(src) || overlongAddress.test(src)
}

function startsLink(src: string): boolean {
  const first = src.charCodeAt(0)
  return first === 91 || (first === 33 && src.charCodeAt(1) === 91)
}

/** The number of columns; 0 when the second line is not the delimiter row of a table. */
function tableColumns(src: string): number {
  const start = src.indexOf('\n') + 1
  if (start === 0) return 0
  const end = src.indexOf('\n', start)
  const line = end === -1 ? src.slice(start) : src.slice(start, end)
  if (!/^[ \t]*[|:-][ \t|:-]*$/.test(line) || !/[|:]/.test(line)) return 0
  return line.split('|').length
}

function untilBlankLine(src: string): string {
  const end = src.indexOf('\n\n')
  return end === -1 ? src : src.slice(0, end)
}

/** As preformatted text, whatever kind of block the parser asked for. */
function asTyped<Block>(raw: string): Block {
  return { type: 'code', raw, text: raw } satisfies Tokens.Code as Block
}

const tokenizer = new BoundedTokenizer()

const marked = new Marked(
  { gfm: true, breaks: false },
  markedHighlight({
    emptyLangClass: 'hljs',
    langPrefix: 'hljs language-',
    highlight: (code, language) => (tokenizer.mayHighlight(code) ? highlightCode(code, language) : code),
  }),
  {
    renderer: {
      html: ({ text }) => showUnknownTags(text),
      // A screen reader says nothing useful for a disabled checkbox without a name, but it reads these characters.
      checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    },
  },
)

// `use` would copy only enumerable methods, and the methods of a class are not enumerable.
marked.setOptions({ tokenizer })

/** The result is not safe yet: it contains whatever HTML was typed. */
export function parseMarkdown(source: string): string {
  tokenizer.reset()
  return marked.parse(source, { async: false })
}

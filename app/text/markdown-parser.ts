import { Marked, type Token, Tokenizer, type Tokens } from 'marked'
import { markedHighlight } from 'marked-highlight'
import { addressEnd } from './markdown-address.ts'
import { withCjkEmphasis } from './markdown-cjk.ts'
import { footnotes, placeFootnotes } from './markdown-footnotes.ts'
import { highlightCode } from './markdown-highlight.ts'
import {
  asText,
  decodeReferences,
  escapeHtml,
  mayBeInline,
  readHtmlBlock,
  showUnpairedTags,
  strictReferences,
  textAsHtml,
} from './markdown-html.ts'
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
  /** The elements that earlier blocks of HTML opened, in the text, quote or list that is read now. */
  #openElements: string[] = []
  #hasDefinitions = false
  #ownRules: Tokenizer<string, string>['rules'] | undefined

  reset({ hasDefinitions }: { hasDefinitions: boolean }): void {
    this.#hasDefinitions = hasDefinitions
    this.#ownRules = undefined
    this.#scanned = 0
    this.#reread = 0
    this.#cells = 0
    this.#highlighted = 0
    this.#referenced = 0
    this.#blockDepth = 0
    this.#inlineDepth = 0
    this.#openElements = []
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

  #nestedBlocks<T>(src: string, read: () => T): T | undefined {
    if (!this.#mayNest(src)) return undefined
    const around = this.#openElements
    this.#openElements = []
    this.#blockDepth++
    try {
      return read()
    } finally {
      this.#blockDepth--
      this.#openElements = around
    }
  }

  /** The first that is asked for each block; every lexer comes with rules of its own. */
  override space(src: string): Tokens.Space | undefined {
    if (this.rules !== this.#ownRules) {
      this.#ownRules = withCjkEmphasis(this.rules, { hasDefinitions: this.#hasDefinitions })
      this.rules = this.#ownRules
    }
    return super.space(src)
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.#nestedBlocks(src, () => super.blockquote(src))
  }

  override list(src: string): Tokens.List | undefined {
    return this.#nestedBlocks(src, () => super.list(src))
  }

  override html(src: string): Tokens.HTML | undefined {
    const token = this.#mayScan(0) ? super.html(src) : undefined
    if (!token) return undefined
    const { raw } = token
    // A comment that stands alone is hidden, unless it would hide all that follows.
    if (/^ {0,3}<!--/.test(raw)) return /-->\s*$/.test(raw) ? token : undefined
    if (/^ {0,3}<(?:[?!]|script\b|style\b|textarea\b)/i.test(raw)) return showAsTyped(raw)

    // Of a block that is no HTML, the next line may begin the same block again.
    if (!this.#mayScan(10 * raw.length)) return undefined
    const rest = src.slice(raw.length)
    const open = readHtmlBlock(
      raw,
      this.#openElements,
      (name) => this.#mayScan(rest.length) && new RegExp(`</${name}`, 'i').test(rest),
    )
    if (!open) return undefined
    this.#openElements = open
    return token
  }

  override tag(src: string): Tokens.Tag | undefined {
    if (src.charCodeAt(0) !== 60) return undefined
    const { inLink } = this.lexer.state
    const token = super.tag(src)
    if (!token) return undefined
    // In a <code> that somebody typed, a character that HTML does not allow must be escaped all the same.
    this.lexer.state.inRawBlock = false
    const beginsLink = this.lexer.state.inLink && !inLink
    const isClosed = !beginsLink || (this.#mayScan(src.length) && /<\/a\s*>/i.test(src))
    if (mayBeInline(token.raw) && isClosed) return token
    this.lexer.state.inLink = inLink
    return asText(token.raw) as Token as Tokens.Tag
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

  /** Two tildes strike out. One is part of a path or means "about": `/~1tx~1/`, `~5 to ~6`. */
  override del(src: string, maskedSrc: string, prevChar?: string): Tokens.Del | undefined {
    if (!src.startsWith('~~') || !this.#mayScan(src.length)) return undefined
    return this.#nested(() => super.del(src, maskedSrc, prevChar))
  }

  override url(src: string): Tokens.Link | undefined {
    const near = src.slice(0, MAX_URL_LENGTH + 20)
    const address = near.slice(0, addressEnd(near))
    return startsOverlong(address) ? undefined : super.url(address)
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

/** Lines of a program stay lines; one line is a paragraph like others. */
function showAsTyped<Block>(raw: string): Block | undefined {
  return raw.trim().includes('\n') ? asTyped(raw) : undefined
}

/** Tags without a partner become text, in every piece of running text. */
function showTagsAsTyped(tokens: Token[], { inCell = false } = {}): void {
  showUnpairedTags(tokens, { inCell })
  for (const token of tokens) {
    if (token.type === 'table') {
      const cells = [...token.header, ...token.rows.flat()] as Tokens.TableCell[]
      for (const cell of cells) showTagsAsTyped(cell.tokens, { inCell: true })
    } else if (token.type === 'list') {
      for (const item of (token as Tokens.List).items) showTagsAsTyped(item.tokens)
    } else if ('tokens' in token && token.tokens) showTagsAsTyped(token.tokens, { inCell })
  }
}

// Word processors and French keyboards put a no-break space after the mark of a list or a heading.
const NO_BREAK_AFTER_MARK = /^([ \t>]*(?:[-*+]|\d{1,9}[.)]|#{1,6}))[\u00a0\u202f](?=\S)/
const FENCE = /^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(`{3,}|~{3,})/

/** Removes byte order marks at the start of lines, and makes spaces after list marks ordinary ones, outside of code. */
function withOrdinaryMarks(source: string): string {
  if (!/[\ufeff\u00a0\u202f]/.test(source)) return source
  let fence: string | undefined
  return source
    .split('\n')
    .map((line) => {
      const clean = line.replace(/^\ufeff+/, '')
      const mark = FENCE.exec(clean)?.[1]
      if (mark !== undefined && fence === undefined) fence = mark
      else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined
      return fence === undefined ? clean.replace(NO_BREAK_AFTER_MARK, '$1 ') : clean
    })
    .join('\n')
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
    hooks: {
      processAllTokens: (tokens) => {
        const placed = placeFootnotes(tokens as Token[])
        showTagsAsTyped(placed)
        return placed
      },
    },
    extensions: footnotes,
    renderer: {
      html: ({ text, block }) => strictReferences(block ? showUnknownTags(text) : text),
      text: (token) => ('tokens' in token && token.tokens ? false : textAsHtml(token.text)),
      link(token) {
        // Of an address that was typed as such, the parser itself escapes every character.
        if (token.autolink) return false
        token.href = decodeReferences(token.href).replaceAll('&', '&amp;')
        if (token.title) token.title = escapeHtml(decodeReferences(token.title))
        return false
      },
      image(token) {
        const words = token.tokens ? this.parser.parseInline(token.tokens, this.parser.textRenderer) : token.text
        const title = token.title ? ` title="${textAsHtml(token.title)}"` : ''
        return `<img src="${textAsHtml(token.href)}" alt="${textAsHtml(words)}"${title}>`
      },
      // A screen reader says nothing useful for a disabled checkbox without a name, but it reads these characters.
      checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    },
  },
)

// `use` would copy only enumerable methods, and the methods of a class are not enumerable.
marked.setOptions({ tokenizer })

/** The result is not safe yet: it contains whatever HTML was typed. */
export function parseMarkdown(source: string): string {
  tokenizer.reset({ hasDefinitions: source.includes(']:') })
  return marked.parse(withOrdinaryMarks(source), { async: false })
}

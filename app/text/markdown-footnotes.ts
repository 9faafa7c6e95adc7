import type { Token, TokenizerAndRendererExtension, Tokens } from 'marked'

// Footnotes as on GitHub: `[^name]` in the text, and `[^name]: the note` in a block of its own. The notes stand at the
// end, in the order of the text. They have no anchors: the same note may be on one page in a post, a quote and a preview.

const REFERENCE = /^\[\^([^\][\s^]{1,60})\](?![:([])/
const NOTE =
  /^ {0,3}\[\^([^\][\s^]{1,60})\]:[ \t]*([^\n]*(?:\n(?![ \t]*(?:\n|$)| {0,3}\[\^[^\][\s^]{1,60}\]:)[^\n]*)*)(?:\n|$)/
const MOST_NOTES = 200

type Note = Tokens.Generic & { type: 'footnote'; label: string; tokens: Token[] }
type Reference = Tokens.Generic & { type: 'footnoteReference'; label: string; number?: number }

export const footnotes: TokenizerAndRendererExtension[] = [
  {
    name: 'footnote',
    level: 'block',
    // Only within the paragraph: it is asked for each.
    start(src) {
      const end = src.indexOf('\n\n')
      const found = /\n {0,3}\[\^/.exec(end === -1 ? src : src.slice(0, end))
      return found ? found.index + 1 : undefined
    },
    tokenizer(src) {
      if (!/^ {0,3}\[\^/.test(src)) return undefined
      const [raw, label, text = ''] = NOTE.exec(src) ?? []
      if (raw === undefined || label === undefined || text.trim() === '') return undefined
      return { type: 'footnote', raw, label, tokens: this.lexer.inline(text.trim()) } satisfies Note
    },
    renderer: () => '',
  },
  {
    name: 'footnoteReference',
    level: 'inline',
    tokenizer(src) {
      if (!src.startsWith('[^')) return undefined
      const [raw, label] = REFERENCE.exec(src) ?? []
      return raw === undefined
        ? undefined
        : ({ type: 'footnoteReference', raw, label: label ?? '' } satisfies Reference)
    },
    renderer: (token) => {
      const { number } = token as Reference
      return number === undefined ? token.raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : `<sup>${number}</sup>`
    },
  },
]

/** Numbers the references, and moves the notes to the end. A note that nothing refers to stays readable too. */
export function placeFootnotes(tokens: Token[]): Token[] {
  const notes = new Map<string, Note>()
  const rest = takeNotes(tokens, notes)
  if (notes.size === 0) return tokens
  const placed: Note[] = []
  const number = (inside: Token[]) => {
    for (const token of eachToken(inside)) {
      if (token.type !== 'footnoteReference') continue
      const note = notes.get(key(token.label))
      if (!note) continue
      if (!placed.includes(note)) placed.push(note)
      token.number = placed.indexOf(note) + 1
    }
  }
  number(rest)
  // A note may refer to further ones.
  for (let at = 0; at < notes.size; at++) {
    if (!placed[at]) placed.push(...[...notes.values()].filter((note) => !placed.includes(note)).slice(0, 1))
    number(placed[at]?.tokens ?? [])
  }
  const items = placed.map(({ raw, tokens: inside }) => ({
    type: 'list_item',
    raw,
    task: false,
    loose: false,
    text: raw,
    tokens: [{ type: 'text', raw, text: raw, tokens: inside }],
  }))
  return [
    ...rest,
    { type: 'hr', raw: '' },
    { type: 'list', raw: '', ordered: true, start: 1, loose: false, items } as Token,
  ]
}

const key = (label: string) => label.toLowerCase()

/** The blocks without the notes among them; the first note of a name counts, a second one stays text. */
function takeNotes(tokens: Token[], notes: Map<string, Note>): Token[] {
  return tokens.flatMap((token): Token[] => {
    if (token.type === 'footnote') {
      const note = token as Note
      if (notes.has(key(note.label)) || notes.size >= MOST_NOTES) {
        return [
          { type: 'paragraph', raw: note.raw, text: note.raw, tokens: [typed(`[^${note.label}]: `), ...note.tokens] },
        ]
      }
      notes.set(key(note.label), note)
      return []
    }
    if (token.type === 'blockquote') token.tokens = takeNotes(token.tokens ?? [], notes)
    if (token.type === 'list') {
      for (const item of (token as Tokens.List).items) item.tokens = takeNotes(item.tokens, notes)
    }
    return [token]
  })
}

const typed = (raw: string): Token => ({ type: 'text', raw, text: raw, escaped: false })

function* eachToken(tokens: Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token
    if (token.type === 'table') {
      for (const cell of [...token.header, ...token.rows.flat()]) yield* eachToken(cell.tokens)
    } else if (token.type === 'list') {
      for (const item of token.items) yield* eachToken(item.tokens)
    } else if ('tokens' in token && token.tokens) yield* eachToken(token.tokens)
  }
}

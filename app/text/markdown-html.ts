import { decodeHTMLStrict } from 'entities'
import type { Token, Tokens } from 'marked'
import { isAllowedElement, isDroppedElement } from './markdown-sanitizer.ts'

// What may be written as HTML in Markdown, and what is shown as it was typed.
//
// People write about HTML as often as they write in it: "Why is <div> not in <body>?" must show every word. So a tag is
// read as HTML only where it is plainly meant as HTML. In running text that is an inline element which is closed in the
// same piece of text and holds something. A block of HTML holds whole elements and no text beside them.

const INLINE = new Set('a abbr b code del em i ins kbd mark q s samp small strike strong sub sup var'.split(' '))
const EMPTY = new Set(['br', 'hr', 'img'])
// As deep as the sanitizer lets elements be.
const MAX_DEPTH = 60

/** An element whose end tag may be left out, and where it may stand. */
const PARENTS: Record<string, string[]> = {
  li: ['ul', 'ol'],
  dt: ['dl'],
  dd: ['dl'],
  caption: ['table'],
  thead: ['table'],
  tbody: ['table'],
  tfoot: ['table'],
  tr: ['table', 'thead', 'tbody', 'tfoot'],
  th: ['tr'],
  td: ['tr'],
  summary: ['details'],
}
const MUST_END = new Set(['caption', 'summary'])

type Tag = { name: string; isEnd: boolean; attributes: string }

const TAG = /^<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>$/i

function readTag(raw: string): Tag | undefined {
  const [, slash, name = '', attributes = ''] = TAG.exec(raw) ?? []
  return name === '' ? undefined : { name: name.toLowerCase(), isEnd: slash === '/', attributes }
}

const hasAttribute = (tag: Tag, name: string) => new RegExp(`\\s${name}\\s*=`, 'i').test(tag.attributes)

/** Whether a tag in running text may be HTML; whether it is, its end tag decides. */
export function mayBeInline(raw: string): boolean {
  const tag = readTag(raw)
  if (!tag) return false
  if (tag.name === 'img') return hasAttribute(tag, 'src')
  if (tag.name === 'a') return tag.isEnd || hasAttribute(tag, 'href')
  return tag.name === 'br' ? !tag.isEnd : INLINE.has(tag.name)
}

/** Turns the tags of running text that have no partner into text, as they were typed. */
export function showUnpairedTags(tokens: Token[], { inCell = false } = {}): void {
  const open: { name: string; at: number }[] = []
  const counts = new Map<string, number>()
  const html = new Set<number>()
  for (const [at, token] of tokens.entries()) {
    if (!isInlineTag(token)) continue
    const tag = readTag(token.raw)
    if (!tag) continue
    if (EMPTY.has(tag.name)) {
      if (tag.name !== 'br' || inCell || !standsBetweenBlanks(tokens, at)) html.add(at)
    } else if (!tag.isEnd) {
      if (open.length >= MAX_DEPTH) continue
      open.push({ name: tag.name, at })
      counts.set(tag.name, (counts.get(tag.name) ?? 0) + 1)
    } else if (counts.get(tag.name)) {
      for (let start = open.pop(); start; start = open.pop()) {
        counts.set(start.name, (counts.get(start.name) ?? 1) - 1)
        if (start.name !== tag.name) continue
        if (tokens.slice(start.at + 1, at).some(({ raw }) => /[^ \t\n]/.test(raw))) html.add(start.at).add(at)
        break
      }
    }
  }
  for (const [at, token] of tokens.entries()) {
    if (isInlineTag(token) && !html.has(at)) Object.assign(token, asText(token.raw))
  }
}

export const asText = (raw: string): Tokens.Text => ({ type: 'text', raw, text: raw, escaped: false })

const isInlineTag = (token: Token): boolean => token.type === 'html' && !token.block

/** "What does <br> do?" asks about the tag; "one<br>two" and a tag at the end of a line break the line. */
function standsBetweenBlanks(tokens: Token[], at: number): boolean {
  return /[^\n][ \t]$/.test(tokens[at - 1]?.raw ?? '') && /^[ \t]+[^\s<]/.test(tokens[at + 1]?.raw ?? '')
}

// The lengths are bounded: each of many marks that stay open would read to the end of the text.
const BLOCK_PIECE =
  /<!--[\s\S]{0,5000}?-->|<\/?[a-z][a-z0-9-]*(?:"[^"]{0,2000}"|'[^']{0,2000}'|[^"'>]){0,1000}>|[^<]+|</gi

/**
 * Whether a block that begins with a tag is HTML: elements of the forum that are closed in it or later, each in its
 * place, and no text beside them. `open` are the elements that earlier blocks opened; the result has those open after
 * this block, and is undefined when the block is text.
 */
export function readHtmlBlock(
  block: string,
  open: string[],
  isClosedLater: (name: string) => boolean,
): string[] | undefined {
  const stack = [...open]
  for (const [piece] of block.matchAll(BLOCK_PIECE)) {
    const tag = piece.startsWith('<!--') ? undefined : readTag(piece)
    if (!tag) {
      // After the end of an element that an earlier block opened, text may follow.
      if (!piece.startsWith('<!--') && piece.trim() !== '' && stack.length + open.length === 0) return undefined
      continue
    }
    const { name, isEnd } = tag
    if (EMPTY.has(name) || !(isAllowedElement(name) || isDroppedElement(name))) {
      if (stack.length === 0 && !EMPTY.has(name)) return undefined
      continue
    }
    if (!isEnd) {
      while (!mayStandIn(name, stack) && mayBeLeftOpen(stack.at(-1))) stack.pop()
      if (!mayStandIn(name, stack)) return undefined
      if (stack.push(name) > MAX_DEPTH) return undefined
      continue
    }
    while (stack.length > 0 && stack.at(-1) !== name && mayBeLeftOpen(stack.at(-1))) stack.pop()
    if (stack.pop() !== name) return undefined
  }
  const later = stack.slice(open.length).filter((name) => !mayBeLeftOpen(name))
  return later.every(isClosedLater) ? stack : undefined
}

const mayBeLeftOpen = (name: string | undefined) => name !== undefined && name in PARENTS && !MUST_END.has(name)

/** Whether the innermost element that is not part of a line may hold this one. */
function mayStandIn(name: string, open: string[]): boolean {
  const parents = PARENTS[name]
  return parents === undefined || parents.includes(open.findLast((each) => !INLINE.has(each)) ?? '')
}

const REFERENCE = /&(?:#\d{1,7};|#x[0-9a-f]{1,6};|[a-z][a-z0-9]*;)?/gi

/** Text of Markdown as HTML. A character reference ends with a semicolon: `&region;` and `&copy=1` are only text. */
export function textAsHtml(text: string): string {
  return escapeHtml(decodeReferences(text))
}

export const decodeReferences = (text: string): string =>
  text.includes('&') ? text.replace(REFERENCE, (found) => decodeHTMLStrict(found)) : text

export const escapeHtml = (text: string): string =>
  /[&<>"]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    : text

/** The same for typed HTML: browsers would read `&region;` as `®ion;`. */
export function strictReferences(html: string): string {
  if (!html.includes('&')) return html
  return html.replace(REFERENCE, (found) => (decodeHTMLStrict(found) === found ? `&amp;${found.slice(1)}` : found))
}

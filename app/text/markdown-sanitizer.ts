import sanitize from 'sanitize-html'
import { readHtml } from './read-html.ts'

type Attributes = Record<string, string>
type Clean = (attributes: Attributes) => Attributes

const MAX_DEPTH = 60
const LINK_SCHEMES = new Set(['http', 'https', 'mailto', 'tel'])
const IMAGE_SCHEMES = new Set(['http', 'https'])
// biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop these from an address before they read its scheme
const INVISIBLE_IN_ADDRESS = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+/g

const HOST = /^(?:[\p{L}\p{N}_-]+\.)+(\p{L}{2,})(?::\d{1,5})?(?=[/?#]|$)/u
const MAIL = /^[^\s/?#:@]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}$/u
const FILE =
  /^(?:md|html?|php|jsx?|tsx?|py|rb|rs|sh|pl|txt|pdf|png|jpe?g|gif|svg|webp|zip|json|xml|ya?ml|css|csv|log)$/i

/**
 * People leave out the scheme: `www.example.org`, `example.org/page`, `me@example.org`. Such an address would lead to a
 * page of this forum that does not exist.
 */
function withScheme(address: string | undefined): string | undefined {
  if (!address) return address
  if (MAIL.test(address)) return `mailto:${address}`
  const ending = HOST.exec(address)?.[1]
  return ending !== undefined && (/^www\./i.test(address) || !FILE.test(ending)) ? `http://${address}` : address
}

function address(value: string | undefined, schemes: Set<string>): string | undefined {
  const visible = withScheme(value?.replace(INVISIBLE_IN_ADDRESS, '').trim())
  if (!visible) return undefined
  const scheme = /^([^/?#]*?):/.exec(visible)?.[1]
  return scheme === undefined || schemes.has(scheme.toLowerCase()) ? visible : undefined
}

function isForeign(href: string): boolean {
  return /^(?:https?:|[/\\]{2})/i.test(href)
}

const NONE: Attributes = {}
const noAttributes: Clean = () => NONE

const link: Clean = ({ href, title }) => {
  const clean: Attributes = {}
  const target = address(href, LINK_SCHEMES)
  if (target) clean.href = target
  if (title) clean.title = title
  if (target && isForeign(target)) clean.rel = 'nofollow ugc noopener'
  return clean
}

const image: Clean = ({ src, alt, title, width, height }) => {
  const clean: Attributes = {}
  // A page served over https may not load an image over http, and the host of an old link usually serves both.
  const source = address(src, IMAGE_SCHEMES)?.replace(/^http:/i, 'https:')
  if (source) clean.src = source
  clean.alt = alt ?? ''
  if (title) clean.title = title
  if (width && /^\d{1,4}$/.test(width)) clean.width = width
  if (height && /^\d{1,4}$/.test(height)) clean.height = height
  clean.loading = 'lazy'
  clean.decoding = 'async'
  return clean
}

// The classes that highlight.js writes: hljs-title, and the second names function_, class_, inherited__.
const HIGHLIGHT_CLASS = /^(?:hljs|hljs-[a-z-]{1,30}|[a-z]{1,20}_{1,2}|language-[\w.+#-]{1,30})$/

const highlighted: Clean = ({ class: given }) => {
  const names = given?.split(/\s+/).filter((name) => HIGHLIGHT_CLASS.test(name)) ?? []
  return names.length > 0 ? { class: names.join(' ') } : NONE
}

const cell: Clean = ({ align, style, colspan, rowspan }) => {
  const clean: Attributes = {}
  const side = align ?? /^text-align:\s*(\w+);?$/.exec(style ?? '')?.[1]
  if (side === 'left' || side === 'center' || side === 'right') clean.align = side
  if (colspan && /^\d{1,2}$/.test(colspan)) clean.colspan = colspan
  if (rowspan && /^\d{1,2}$/.test(rowspan)) clean.rowspan = rowspan
  return clean
}

const orderedList: Clean = ({ start }) => (start && /^\d{1,9}$/.test(start) ? { start } : NONE)
const abbreviation: Clean = ({ title }) => (title ? { title } : NONE)
// Scrollable elements must be reachable with the keyboard.
const scrolling: Clean = () => ({ tabindex: '0' })

const POLICY: Record<string, Clean> = {
  a: link,
  abbr: abbreviation,
  b: noAttributes,
  blockquote: noAttributes,
  br: noAttributes,
  caption: noAttributes,
  code: highlighted,
  dd: noAttributes,
  del: noAttributes,
  details: noAttributes,
  dl: noAttributes,
  dt: noAttributes,
  em: noAttributes,
  h1: noAttributes,
  h2: noAttributes,
  h3: noAttributes,
  h4: noAttributes,
  h5: noAttributes,
  h6: noAttributes,
  hr: noAttributes,
  i: noAttributes,
  img: image,
  ins: noAttributes,
  kbd: noAttributes,
  li: noAttributes,
  mark: noAttributes,
  ol: orderedList,
  p: noAttributes,
  pre: scrolling,
  q: noAttributes,
  s: noAttributes,
  samp: noAttributes,
  small: noAttributes,
  span: highlighted,
  strike: noAttributes,
  strong: noAttributes,
  sub: noAttributes,
  summary: noAttributes,
  sup: noAttributes,
  table: noAttributes,
  tbody: noAttributes,
  td: cell,
  tfoot: noAttributes,
  th: cell,
  thead: noAttributes,
  tr: noAttributes,
  ul: noAttributes,
  var: noAttributes,
}

// The page has its own h1 and h2, so the highest heading of a body becomes h3 and the others keep their distance to it.
function headingNames(shift: number): Record<string, string> {
  const names: Record<string, string> = { strike: 's' }
  for (let level = 1; level <= 6; level++) names[`h${level}`] = `h${Math.min(6, Math.max(3, level + shift))}`
  return names
}
const RENAMED = [headingNames(0), headingNames(1), headingNames(2)]

function headingShift(html: string): number {
  if (/<h1/i.test(html)) return 2
  return /<h2/i.test(html) ? 1 : 0
}

function optionsFor(shift: number): sanitize.IOptions {
  const transformTags: Record<string, sanitize.Transformer> = {}
  const allowedAttributes: Record<string, string[]> = {}
  for (const [tag, clean] of Object.entries(POLICY)) {
    const tagName = RENAMED[shift]?.[tag] ?? tag
    transformTags[tag] = (_name, attributes) => ({ tagName, attribs: clean(attributes) })
    allowedAttributes[tagName] = Object.keys(clean(EVERY_ATTRIBUTE))
  }
  return {
    allowedTags: Object.keys(allowedAttributes),
    allowedAttributes,
    transformTags,
    allowedSchemes: [...LINK_SCHEMES],
    nestingLimit: MAX_DEPTH,
    parseStyleAttributes: false,
    nonTextTags: ['script', 'style', 'textarea', 'option', 'xmp', 'noscript', 'title', 'template', 'svg', 'math'],
  }
}

const EVERY_ATTRIBUTE: Attributes = {
  href: 'https://example.org/',
  src: 'https://example.org/',
  alt: 'x',
  title: 'x',
  width: '1',
  height: '1',
  class: 'hljs',
  align: 'left',
  colspan: '1',
  rowspan: '1',
  start: '1',
}

const OPTIONS = [optionsFor(0), optionsFor(1), optionsFor(2)]

// A paragraph ends where one of these elements begins, even without an end tag.
const ENDS_PARAGRAPH = new Set(
  'p h1 h2 h3 h4 h5 h6 blockquote details div dl hr ol pre table ul dd dt li tr td th'.split(' '),
)
const HEADING = /^h[1-6]$/
// These elements are allowed only in these parents; otherwise the full sanitizer is used.
const PARENTS: Record<string, string> = {
  li: 'ul ol',
  dt: 'dl',
  dd: 'dl',
  caption: 'table',
  thead: 'table',
  tbody: 'table',
  tfoot: 'table',
  tr: 'table thead tbody tfoot',
  th: 'tr',
  td: 'tr',
}

// Browsers move content of a table that is outside a cell to another place.
const TABLE_PARTS = new Set(['table', 'thead', 'tbody', 'tfoot', 'tr'])

type Element = { clean: Clean; names: string[]; fixed: boolean; empty: boolean; parents: string[] | undefined }

const ELEMENTS = new Map<string, Element>()
for (const [tag, clean] of Object.entries(POLICY)) {
  ELEMENTS.set(tag, {
    clean,
    names: RENAMED.map((renamed) => renamed[tag] ?? tag),
    fixed: clean === noAttributes,
    empty: tag === 'br' || tag === 'hr' || tag === 'img',
    parents: PARENTS[tag]?.split(' '),
  })
}

// These tags are removed and not shown as text, because people do type them without a purpose.
const DROPPED = new Set(['article', 'body', 'center', 'div', 'font', 'html', 'section', 'u'])

/**
 * Shows unknown tags as text, for people who forget the backticks: Vec<String> and <your-name> stay visible, and a lone
 * <style> hides nothing.
 */
export function showUnknownTags(html: string): string {
  return html.replace(/<(?=\/?([a-zA-Z][a-zA-Z0-9-]*))/g, (mark, name: string) => {
    const tag = name.toLowerCase()
    return ELEMENTS.has(tag) || DROPPED.has(tag) ? mark : '&lt;'
  })
}

export const isAllowedElement = (name: string): boolean => ELEMENTS.has(name)
export const isDroppedElement = (name: string): boolean => DROPPED.has(name)

const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+="[^"<>]*")*)\s*(\/?)>/y
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/g
const UNUSUAL_REFERENCE = /&(?!(?:amp|lt|gt|quot|nbsp|#39);)/
const REFERENCE = /&(?:amp|lt|gt|quot|nbsp|#39);/g
const CHARACTERS: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': '\u00a0',
  '&#39;': "'",
}
const TEXT_REFERENCES: Record<string, string> = { '&quot;': '"', '&nbsp;': '\u00a0', '&#39;': "'", '>': '&gt;' }

function decodeReference(reference: string): string {
  return CHARACTERS[reference] ?? reference
}

function textReference(reference: string): string {
  return TEXT_REFERENCES[reference] ?? reference
}

function escapeAttribute(value: string): string {
  return /[&<>"]/.test(value)
    ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    : value
}

/** Whether text may be here: browsers move text between the parts of a table to another place. */
function mayHoldText(open: string[]): boolean {
  const innermost = open.findLast((name) => name !== 'div')
  return innermost === undefined || !TABLE_PARTS.has(innermost)
}

/**
 * Returns what sanitize-html would return, about five times as fast, for well-formed HTML that contains only elements
 * of the policy; undefined for all other HTML. An import of millions of bodies spends its time here.
 */
export function sanitizeWellFormed(html: string): string | undefined {
  // A browser reads \r as a newline; cleanHtml has already replaced it.
  if (html.includes('\r')) return undefined
  const shift = headingShift(html)
  const open: string[] = []
  let out = ''
  let at = 0

  while (true) {
    const tagAt = html.indexOf('<', at)
    const text = tagAt === -1 ? html.slice(at) : html.slice(at, tagAt)
    if (text) {
      if (/[^\t\n\f ]/.test(text) && !mayHoldText(open)) return undefined
      const plain = !/[&>]/.test(text)
      if (!plain && UNUSUAL_REFERENCE.test(text)) return undefined
      out += plain ? text : text.replace(/&(?:amp|lt|gt|quot|nbsp|#39);|>/g, textReference)
    }
    if (tagAt === -1) return open.length === 0 ? out : undefined

    TAG.lastIndex = tagAt
    const match = TAG.exec(html)
    if (!match) return undefined
    at = TAG.lastIndex
    const [, closing, name = '', attributes, slash] = match

    if (closing) {
      if (attributes || slash || open.pop() !== name) return undefined
      if (name !== 'div') out += `</${ELEMENTS.get(name)?.names[shift]}>`
      continue
    }

    // A div is removed and its content stays, so the element around the div decides.
    let parent = open.length - 1
    while (open[parent] === 'div') parent--
    const around = open[parent] ?? ''
    if (ENDS_PARAGRAPH.has(name) && open.includes('p')) return undefined

    if (name === 'div') {
      if (slash || open.push(name) > MAX_DEPTH) return undefined
      continue
    }

    const element = ELEMENTS.get(name)
    if (!element || (slash && !element.empty)) return undefined
    if (element.parents ? !element.parents.includes(around) : TABLE_PARTS.has(around)) return undefined
    if (HEADING.test(name) && HEADING.test(around)) return undefined
    if (name === 'a' && open.includes('a')) return undefined
    if (name === 'pre' && html[at] === '\n') return undefined
    if (!element.empty && open.push(name) >= MAX_DEPTH) return undefined

    out += `<${element.names[shift]}`
    if (!element.fixed) {
      const given: Attributes = {}
      if (attributes) {
        if (UNUSUAL_REFERENCE.test(attributes)) return undefined
        for (const [, key = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
          given[key] ??= value.includes('&') ? value.replace(REFERENCE, decodeReference) : value
        }
      }
      const cleaned = element.clean(given)
      for (const key in cleaned) out += ` ${key}="${escapeAttribute(cleaned[key] ?? '')}"`
    }
    out += element.empty ? ' />' : '>'
  }
}

/**
 * Sanitizes HTML of any kind. The HTML is first parsed as browsers do and written again, with every element closed
 * where browsers close it. So no end tag of the body can close an element of the page.
 */
export function sanitizeAny(html: string): string {
  const asRead = readHtml(html)
  return sanitize(asRead, OPTIONS[headingShift(asRead)])
}

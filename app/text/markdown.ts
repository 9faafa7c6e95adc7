import { cutText } from './cut-text.ts'
import { parseMarkdown } from './markdown-parser.ts'
import { sanitizeAny, sanitizeWellFormed } from './markdown-sanitizer.ts'
import { storable } from './typed-text.ts'

declare const safe: unique symbol

/** HTML that may be inserted into a page. Only this module makes it. */
export type SafeHtml = string & { readonly [safe]: true }

const MAX_PASSES = 4

export function renderMarkdown(source: string): SafeHtml {
  const text = storable(source)
  let html: string
  try {
    html = parseMarkdown(text)
  } catch {
    // The parser failed: the typed text stays readable.
    html = preformatted(text)
  }
  return cleanHtml(html)
}

/** Sanitizes HTML from elsewhere by the same rules. Cleaning clean HTML changes nothing. */
export function cleanHtml(html: string): SafeHtml {
  const input = storable(html).replace(/\r\n?/g, '\n')
  return scrollable(sanitizeWellFormed(input) ?? sanitizeUntilStable(input))
}

/** The words of clean HTML on one line, for search and for excerpts. */
export function plainText(html: string): string {
  return html
    .replace(TAG, (_tag, name: string) => (INLINE.has(name.toLowerCase()) ? '' : ' '))
    .replace(REFERENCE, (reference, code: string) => decode(reference, code))
    .replace(/\s+/g, ' ')
    .trim()
}

/** How much HTML a list reads of each text, for its excerpt. */
export const EXCERPT_SOURCE = 3_000

/**
 * At most `length` characters of the text, with an ellipsis where it is cut. `html` may be the first `EXCERPT_SOURCE`
 * characters only, which may end within a tag or a character reference.
 */
export function excerpt(html: string, length: number): string {
  // The beginning is nearly always enough; the rest of a long text is taken apart only where it is not.
  const beginning = plainText(withoutCutEnd(html.slice(0, 4 * length)))
  if (beginning.length > 2 * length) return cutText(beginning, length)

  const isPart = html.length >= EXCERPT_SOURCE
  const text = plainText(isPart ? withoutCutEnd(html) : html)
  return cutText(text, length, { isCut: isPart && text.length <= length && endsWithin(html) })
}

/** HTML that was cut, without the part of a tag or of a character reference at its end. */
const withoutCutEnd = (html: string) => html.replace(/(?:<[^<>]*|&[#\w]*)$/, '')

/** Whether HTML of ours was cut: a text ends with the end of a block. */
const endsWithin = (html: string) => !/>\s*$/.test(html)

const TAG = /<\/?([a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|[^">])*>/g
const INLINE = new Set('a abbr b code del em i ins kbd mark q s samp small span strike strong sub sup var'.split(' '))
const REFERENCE = /&(?:(amp|lt|gt|quot|nbsp|apos)|#(?:\d{1,7}|x[0-9a-f]{1,6}));/gi
const CHARACTERS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', apos: "'" }

function decode(reference: string, name: string | undefined): string {
  if (name) return CHARACTERS[name.toLowerCase()] ?? reference
  const number = reference.slice(2, -1)
  const code = /^x/i.test(number) ? Number.parseInt(number.slice(1), 16) : Number.parseInt(number, 10)
  return code > 0 && code <= 0x10ffff ? storable(String.fromCodePoint(code)) : '\ufffd'
}

// Removing a forbidden element can leave a paragraph inside a paragraph, which the next parsing would split.
function sanitizeUntilStable(html: string): string {
  let clean = sanitizeAny(html)
  for (let pass = 1; pass < MAX_PASSES; pass++) {
    if (sanitizeWellFormed(clean) === clean) return clean
    const again = sanitizeAny(clean)
    if (again === clean) return clean
    clean = again
  }
  return preformatted(html)
}

function preformatted(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<pre tabindex="0"><code>${escaped}</code></pre>`
}

// A wide table scrolls inside a div that the keyboard can reach. The sanitizer removes every div, so there are no
// others.
function scrollable(html: string): SafeHtml {
  if (!html.includes('<table>')) return html as SafeHtml
  return html
    .replaceAll('<table>', '<div class="table-scroll" tabindex="0"><table>')
    .replaceAll('</table>', '</table></div>') as SafeHtml
}

import { parseFragment } from 'parse5'
import {
  attributeOf,
  BLOCKS,
  type Block,
  blocksIn,
  type Element,
  isElement,
  isSpace,
  type Node,
  textOf,
} from './html-nodes.ts'
import { signatureOf, signatureOfNodes } from './html-signature.ts'
import { asHtml, attributeText, htmlOf } from './html-writer.ts'
import { cleanHtml, renderMarkdown } from './markdown.ts'
import { destination, escapeLightly, escapeStart, fenceFor, titlePart } from './markdown-escapes.ts'

/**
 * HTML as Markdown that renders to the same words in the same elements. What Markdown cannot say stays HTML: a table
 * with a cell over two columns, a list of definitions, `<kbd>`. Whether it is the same is not hoped for but checked, by
 * rendering it: first the whole text, and only when that differs each part of it, which is then escaped with more care
 * or stays HTML.
 */
export function htmlToMarkdown(html: string): string {
  const clean = cleanHtml(html)
  const { childNodes } = parseFragment(clean)
  const wanted = signatureOfNodes(childNodes)
  const write = (writer: Writer) => joinBlocks(blocksIn(childNodes), writer)

  const checked: Writer = { checks: { left: Math.min(RENDERED_PER_CHARACTER * clean.length, MOST_RENDERED) } }
  for (const writer of [AS_TYPED, checked]) {
    const markdown = write(writer)
    if (signatureOf(renderMarkdown(markdown)) === wanted) return markdown
  }
  return write(AS_HTML)
}

/** How a text is written: with nothing set, as a person would. */
type Writer = {
  /** Every mark is escaped, not only those that would mean something. */
  escapesAll?: boolean
  /** Emphasis is written as HTML: asterisks cannot stand everywhere. */
  tagsEmphasis?: boolean
  /**
   * Each block is checked, and written with more care when it would show something else. `left`: how many characters
   * may be rendered for that; blocks within blocks are rendered again with each block around them.
   */
  checks?: { left: number }
  /** Blocks are written as HTML. */
  asHtml?: boolean
}
const AS_TYPED: Writer = {}
const RENDERED_PER_CHARACTER = 8
const MOST_RENDERED = 200_000
const WITH_MORE_CARE: Writer[] = [{ tagsEmphasis: true }, { tagsEmphasis: true, escapesAll: true }]
const AS_HTML: Writer = { asHtml: true }

function joinBlocks(blocks: Block[], writer: Writer, { tight = false } = {}): string {
  const marks = listMarks(blocks)
  return blocks.map((block, at) => writeBlock(block, writer, marks[at] ?? 0)).join(tight ? '\n' : '\n\n')
}

/** Two lists in a row are one, unless their marks differ. */
function listMarks(blocks: Block[]): number[] {
  const marks: number[] = []
  for (const [at, block] of blocks.entries()) {
    const before = blocks[at - 1]
    const follows = !Array.isArray(block) && isList(block) && before && !Array.isArray(before) && isList(before)
    marks.push(follows ? 1 - (marks[at - 1] ?? 0) : 0)
  }
  return marks
}

const isList = (element: Element) => element.tagName === 'ul' || element.tagName === 'ol'

function writeBlock(block: Block, writer: Writer, mark = 0): string {
  // At the top, a line that no element holds is a paragraph.
  if (writer.asHtml) return Array.isArray(block) ? `<p>${htmlOf(block)}</p>` : asHtml(block)
  const html = () => (Array.isArray(block) ? asHtmlLine(block) : asHtml(block))
  const markdown = asMarkdown(block, writer, mark)
  const { checks } = writer
  if (!checks) return markdown ?? html()
  const wanted = signatureOfNodes(Array.isArray(block) ? block : [block])
  const shows = (text: string | undefined) => {
    if (text === undefined || checks.left < 0) return false
    checks.left -= text.length
    return signatureOf(renderMarkdown(text)) === wanted
  }
  if (markdown !== undefined && shows(markdown)) return markdown
  for (const careful of WITH_MORE_CARE) {
    const text = asMarkdown(block, careful, mark)
    if (text !== undefined && shows(text)) return text
  }
  return html()
}

/** Undefined when Markdown has nothing for such a block. */
function asMarkdown(block: Block, writer: Writer, mark: number): string | undefined {
  if (Array.isArray(block)) return writeLine(block, writer)
  const { tagName, childNodes } = block
  if (/^h[1-6]$/.test(tagName)) {
    const words = writeLine(childNodes, writer, { oneLine: true })
    return words && `${'#'.repeat(Number(tagName[1]))} ${words.replace(/#$/, '\\#')}`
  }
  switch (tagName) {
    case 'p':
      return writeLine(childNodes, writer) || undefined
    case 'hr':
      return '---'
    case 'pre':
      return writeCode(block)
    case 'blockquote':
      return joinBlocks(blocksIn(childNodes), writer)
        .split('\n')
        .map((line) => (line === '' ? '>' : `> ${line}`))
        .join('\n')
    case 'ul':
    case 'ol':
      return writeList(block, writer, mark)
    case 'table':
      return writeTable(block, writer)
    default:
      return undefined
  }
}

function writeCode(pre: Element): string | undefined {
  const [code, ...others] = pre.childNodes.filter((node) => isElement(node) || !isSpace(textOf([node])))
  if (!code || others.length > 0 || !isElement(code) || code.tagName !== 'code') return undefined
  const text = textOf(code.childNodes).replace(/\n$/, '')
  const fence = fenceFor(text, 3)
  const language = /(?:^|\s)language-(\S+)/.exec(attributeOf(code, 'class') ?? '')?.[1] ?? ''
  return text === '' ? `${fence}${language}\n${fence}` : `${fence}${language}\n${text}\n${fence}`
}

function writeList(list: Element, writer: Writer, mark: number): string | undefined {
  const items = list.childNodes.filter(isElement)
  const contents = items.map((item) => blocksIn(item.childNodes))
  const isLoose = contents.some((blocks) => blocks.some((block) => !Array.isArray(block) && block.tagName === 'p'))
  let number = Number(attributeOf(list, 'start') ?? 1)
  const lines = contents.map((blocks) => {
    const sign = list.tagName === 'ul' ? '-*'[mark] : `${number++}${'.)'[mark]}`
    const space = ' '.repeat((sign?.length ?? 1) + 1)
    const text = joinBlocks(blocks, writer, { tight: !isLoose })
    return `${sign} ${text.replace(/\n(?=[^\n])/g, `\n${space}`)}`.trimEnd()
  })
  return lines.join(isLoose ? '\n\n' : '\n')
}

function writeTable(table: Element, writer: Writer): string | undefined {
  const parts = table.childNodes.filter(isElement)
  const rowsOf = (part: Element | undefined) => part?.childNodes.filter(isElement) ?? []
  const [head, body, ...others] = parts
  const rows = [...rowsOf(head), ...rowsOf(body)].map((row) => row.childNodes.filter(isElement))
  const [header] = rows
  if (head?.tagName !== 'thead' || rowsOf(head).length !== 1 || others.length > 0 || !header) return undefined
  if (body && body.tagName !== 'tbody') return undefined
  const isPlain = (cell: Element, at: number, isHead: boolean) =>
    cell.tagName === (isHead ? 'th' : 'td') &&
    cell.attrs.every(({ name }) => name === 'align') &&
    attributeOf(cell, 'align') === attributeOf(header[at] ?? cell, 'align') &&
    !cell.childNodes.some((node) => isElement(node) && BLOCKS.has(node.tagName))
  const fits = rows.every(
    (row, number) => row.length === header.length && row.every((cell, at) => isPlain(cell, at, number === 0)),
  )
  if (!fits) return undefined

  const rules = { left: ':--', center: ':-:', right: '--:' }
  const [first = '', ...rest] = rows.map(
    (row) =>
      `| ${row.map((cell) => writeLine(cell.childNodes, writer, { inCell: true, oneLine: true })).join(' | ')} |`,
  )
  const rule = header.map((cell) => rules[attributeOf(cell, 'align') as keyof typeof rules] ?? '---')
  return [first, `| ${rule.join(' | ')} |`, ...rest].join('\n')
}

type Place = { oneLine?: boolean; inCell?: boolean; inLink?: boolean }

/** The nodes of one line: a paragraph, a heading, a cell. */
function writeLine(nodes: Node[], writer: Writer, place: Place = {}): string {
  const line = inlineOf(nodes, writer, place)
    .replace(/ *\n */g, '\n')
    .replace(/^ +| +$/g, '')
    // A break at an edge, or one of several, cannot be written as the end of a line.
    .replace(/^\n+|\n+$|\n+/g, (breaks, at: number, all: string) => {
      const isEdge = at === 0 || at + breaks.length === all.length
      return isEdge || place.oneLine || writer.escapesAll
        ? '<br>'.repeat(breaks.length)
        : `${'<br>'.repeat(breaks.length - 1)}  \n`
    })
    // Spaces that are not ordinary ones would be trimmed at the edges.
    .replace(/^\s|\s$/g, (space) => `&#${space.charCodeAt(0)};`)
  if (writer.escapesAll) return line
  return line
    .split('\n')
    .map((each) => escapeStart(each))
    .join('\n')
}

function inlineOf(nodes: Node[], writer: Writer, place: Place): string {
  return nodes.map((node) => (isElement(node) ? inlineElement(node, writer, place) : written(node))).join('')

  function written(node: Node): string {
    if (!('value' in node)) return ''
    const text = node.value.replace(/[ \t\n\f\r]+/g, ' ')
    if (writer.escapesAll) return text.replace(/[!-/:-@[-`{-~]/g, '\\$&')
    const light = escapeLightly(text)
    const escaped = place.inLink ? light.replace(/(?<!\\)[[\]]/g, '\\$&') : light
    return place.inCell ? escaped.replaceAll('|', '\\|') : escaped
  }
}

const MARKS: Record<string, string> = { strong: '**', em: '*', del: '~~' }

function inlineElement(element: Element, writer: Writer, place: Place): string {
  const { tagName, childNodes } = element
  const inside = () => inlineOf(childNodes, writer, place)
  switch (tagName) {
    case 'br':
      return '\n'
    case 'img':
      return writeImage(element, place)
    case 'a':
      return writeLink(element, inlineOf(childNodes, writer, { ...place, inLink: true }))
    case 'span':
      return inside()
    case 'code':
      if (childNodes.every((node) => !isElement(node))) return writeCodeSpan(textOf(childNodes), place)
      break
  }
  const text = inside()
  if (isSpace(text)) return text
  const sign = MARKS[tagName]
  // Asterisks beside a space are asterisks.
  if (sign && !writer.tagsEmphasis && !/^\s|\s$/.test(text)) return `${sign}${text}${sign}`
  const title = attributeOf(element, 'title')
  return `<${tagName}${title ? ` title="${attributeText(title)}"` : ''}>${text}</${tagName}>`
}

function writeCodeSpan(typed: string, place: Place): string {
  const text = typed.replace(/[\t\n\f\r]/g, ' ')
  const code = text.replace(/^ +| +$/g, '')
  if (code === '') return text
  const fence = fenceFor(code, 1)
  const space = /^`|`$/.test(code) ? ' ' : ''
  const span = `${fence}${space}${place.inCell ? code.replaceAll('|', '\\|') : code}${space}${fence}`
  // A span of code has no spaces at its edges.
  return `${text.startsWith(' ') ? ' ' : ''}${span}${text.endsWith(' ') ? ' ' : ''}`
}

function writeLink(element: Element, text: string): string {
  const [href, title] = [attributeOf(element, 'href'), attributeOf(element, 'title')]
  if (href === undefined) return text
  if (!title && textOf(element.childNodes) === href && /^https?:\/\/[\w.~:/?#@!$&*+,;=%-]+$/.test(href)) {
    return `<${href}>`
  }
  return `[${text}](${destination(href)}${titlePart(title)})`
}

function writeImage(element: Element, place: Place): string {
  const of = (name: string) => attributeOf(element, name)
  const [src, alt = '', title] = [of('src'), of('alt'), of('title')]
  const sizes = ['width', 'height'].filter((name) => of(name) !== undefined)
  if (src !== undefined && sizes.length === 0) {
    const words = escapeLightly(alt.replace(/[ \t\n\f\r]+/g, ' ')).replace(/(?<!\\)[[\]]/g, '\\$&')
    return `![${place.inCell ? words.replaceAll('|', '\\|') : words}](${destination(src)}${titlePart(title)})`
  }
  if (src === undefined) return alt
  const attributes = ['src', 'alt', 'title', ...sizes].flatMap((name) => {
    const value = of(name)
    return value === undefined ? [] : [` ${name}="${attributeText(value)}"`]
  })
  return `<img${attributes.join('')}>`
}

/** A line that no element holds, of elements and of text in which no mark means anything. */
function asHtmlLine(nodes: Node[]): string {
  return writeLine(nodes, { tagsEmphasis: true, escapesAll: true })
}

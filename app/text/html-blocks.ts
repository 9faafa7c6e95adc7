import { type DefaultTreeAdapterMap, parseFragment } from 'parse5'
import { slug } from '#app/text/slug.ts'

type Node = DefaultTreeAdapterMap['childNode']
type Element = DefaultTreeAdapterMap['element']

/** A heading that divides a text into sections, with its anchor. */
export type Section = { heading: string; anchor: string }
/** A paragraph, a list item, a table row or a code block, as plain text. */
export type Block = { kind: 'text' | 'code' | 'quote' | 'row'; text: string; section: Section | null }

const HEADING = /^h[1-6]$/
const INLINE = new Set(
  'a abbr b code del em i img ins kbd mark q s samp small span strike strong sub sup var'.split(' '),
)

const isElement = (node: Node): node is Element => 'tagName' in node

function textOf(node: Node): string {
  if ('value' in node) return node.value
  if (!isElement(node)) return ''
  return node.tagName === 'br' ? '\n' : node.childNodes.map(textOf).join('')
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/** The headings at the top level of a text, with their elements. Headings inside a quote or a list do not count. */
function topHeadings(nodes: Node[]): Array<Section & { element: Element; level: number }> {
  const taken = new Map<string, number>()
  return nodes.flatMap((node) => {
    if (!isElement(node) || !HEADING.test(node.tagName)) return []
    const heading = oneLine(textOf(node))
    const name = slug(heading)
    const times = (taken.get(name) ?? 0) + 1
    taken.set(name, times)
    const anchor = ['section', name, times > 1 || name === '' ? String(times) : ''].filter(Boolean).join('-')
    return [{ heading, anchor, element: node, level: Number(node.tagName[1]) }]
  })
}

/** The blocks of a sanitized text in order, each with the heading above it. Headings are not blocks. */
export function blocksOf(html: string): Block[] {
  const { childNodes } = parseFragment(html)
  const headings = new Map<Node, Section>(
    topHeadings(childNodes).map(({ element, heading, anchor }) => [element, { heading, anchor }]),
  )
  const blocks: Block[] = []
  let section: Section | null = null
  let line = ''
  const end = (kind: Block['kind']) => {
    const text = oneLine(line)
    if (text !== '') blocks.push({ kind, text, section })
    line = ''
  }
  const walk = (node: Node, kind: Block['kind']) => {
    if (!isElement(node)) {
      if ('value' in node) line += node.value
      return
    }
    if (node.tagName === 'br') line += ' '
    else if (INLINE.has(node.tagName)) for (const child of node.childNodes) walk(child, kind)
    else {
      end(kind)
      if (headings.has(node)) section = headings.get(node) ?? null
      else if (node.tagName === 'tr') {
        line = node.childNodes
          .map((cell) => oneLine(textOf(cell)))
          .filter(Boolean)
          .join(' · ')
        end('row')
      } else if (node.tagName === 'pre') blocks.push({ kind: 'code', text: textOf(node).trim(), section })
      else {
        const inside = node.tagName === 'blockquote' ? 'quote' : kind
        for (const child of node.childNodes) walk(child, inside)
        end(inside)
      }
    }
  }
  for (const node of childNodes) walk(node, 'text')
  end('text')
  return blocks
}

/**
 * The same HTML as the text of a page of its own: its headings, from h3 on as in every text, follow the page's h1, and
 * each has an anchor, so that an address can lead to it.
 */
export function asPageText<Html extends string>(html: Html): Html {
  if (!/<h[1-6]>/.test(html)) return html
  const { childNodes } = parseFragment(html, { sourceCodeLocationInfo: true })
  let result: string = html
  for (const { element, anchor, level } of topHeadings(childNodes).reverse()) {
    const { startTag, endTag } = element.sourceCodeLocation ?? {}
    if (!startTag || !endTag) continue
    const name = `h${Math.max(2, level - 1)}`
    const text = result.slice(startTag.endOffset, endTag.startOffset)
    result = `${result.slice(0, startTag.startOffset)}<${name} id="${anchor}">${text}</${name}>${result.slice(endTag.endOffset)}`
  }
  return result as Html
}

/** The section with this anchor, with its heading and its subsections; undefined when the text has none. */
export function sectionOf<Html extends string>(html: Html, anchor: string): Html | undefined {
  const { childNodes } = parseFragment(html, { sourceCodeLocationInfo: true })
  const headings = topHeadings(childNodes)
  const index = headings.findIndex((each) => each.anchor === anchor)
  const found = headings[index]
  if (!found) return undefined
  const next = headings.slice(index + 1).find((each) => each.level <= found.level)
  return html.slice(
    found.element.sourceCodeLocation?.startOffset,
    next?.element.sourceCodeLocation?.startOffset,
  ) as Html
}

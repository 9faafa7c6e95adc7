import { attributeOf, blocksIn, type Element, holdsBlock, isElement, type Node } from './html-nodes.ts'

// HTML in the form in which Markdown takes it over: without what the sanitizer adds, and without blank lines.

/** A block as HTML on lines without a blank one between them, which would end it. */
export function asHtml(element: Element): string {
  const { tagName, childNodes } = element
  const start = `<${tagName}${htmlAttributes(element)}>`
  if (tagName === 'hr') return start
  if (tagName === 'pre') return `${start}${verbatimHtml(childNodes)}</pre>`
  const blocks = blocksIn(childNodes)
  if (blocks.length === 0) return `${start}</${tagName}>`
  const inside = blocks.map((block) => (Array.isArray(block) ? htmlOf(block).replace(/^ +| +$/g, '') : asHtml(block)))
  return blocks.some((block) => !Array.isArray(block))
    ? `${start}\n${inside.join('\n')}\n</${tagName}>`
    : `${start}${inside.join('')}</${tagName}>`
}

export function htmlOf(nodes: Node[]): string {
  return nodes
    .map((node) => {
      if (!isElement(node)) return 'value' in node ? htmlText(node.value.replace(/[ \t\n\f\r]+/g, ' ')) : ''
      if (holdsBlock(node)) return asHtml(node)
      const isBare = node.tagName === 'span' || (node.tagName === 'a' && attributeOf(node, 'href') === undefined)
      if (isBare) return htmlOf(node.childNodes)
      const start = `<${node.tagName}${htmlAttributes(node)}>`
      return isEmpty(node) ? start : `${start}${htmlOf(node.childNodes)}</${node.tagName}>`
    })
    .join('')
}

/** What a pre holds. Its first newline is not shown, and a blank line would end the block. */
function verbatimHtml(nodes: Node[]): string {
  const html = preformatted(nodes)
  return (html.startsWith('\n') ? `\n${html}` : html)
    .replace(/\n(?=[ \t]*\n)/g, '\n&#10;')
    .replace(/&#10;([ \t]*)\n/g, '&#10;$1')
}

function preformatted(nodes: Node[]): string {
  return nodes
    .map((node): string => {
      if (!isElement(node)) return 'value' in node ? htmlText(node.value) : ''
      if (node.tagName === 'span') return preformatted(node.childNodes)
      const start = `<${node.tagName}${htmlAttributes(node)}>`
      return isEmpty(node) ? start : `${start}${preformatted(node.childNodes)}</${node.tagName}>`
    })
    .join('')
}

const isEmpty = ({ tagName }: Element) => tagName === 'br' || tagName === 'img' || tagName === 'hr'

// The sanitizer writes these itself.
const ADDED = new Set(['class', 'rel', 'tabindex', 'loading', 'decoding'])

const htmlAttributes = (element: Element) =>
  element.attrs
    .filter(({ name }) => !ADDED.has(name))
    .map(({ name, value }) => ` ${name}="${attributeText(value)}"`)
    .join('')

export const attributeText = (value: string) => htmlText(value.replace(/[ \t\n\f\r]+/g, ' ')).replaceAll('"', '&quot;')
const htmlText = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\u00a0\u202f]/g, (space) => `&#${space.charCodeAt(0)};`)

import { parseFragment } from 'parse5'
import { attributeOf, BLOCKS, type Element, isElement, type Node, textOf } from './html-nodes.ts'

// What rendering adds by itself: colours of code, boxes that scroll, how to load a picture. A link that leads nowhere is
// only its text.
const isAddedByUs = (element: Element) =>
  element.tagName === 'span' ||
  element.tagName === 'div' ||
  (element.tagName === 'a' && attributeOf(element, 'href') === undefined)
const TELLING = ['href', 'src', 'title', 'alt', 'start', 'align', 'colspan', 'rowspan', 'width', 'height']
const SPACE = /[ \t\n\f\r]+/g

/**
 * The words and elements of rendered HTML as one text: the same for two texts exactly when they show the same. Spaces
 * that browsers do not show make no difference, nor do elements that hold nothing, nor how code is coloured.
 */
export function signatureOf(html: string): string {
  return signatureOfNodes(parseFragment(html).childNodes)
}

export function signatureOfNodes(nodes: Node[]): string {
  return signature(nodes, '')
}

function signature(nodes: Node[], parent: string): string {
  let out = ''
  let line = ''
  const endLine = () => {
    const shown = line.replace(/^ +| +$/g, '')
    // At the top, words without a paragraph are one.
    if (shown !== '') out += parent === '' ? `<p>${shown}</p>` : shown
    line = ''
  }
  for (const node of flat(nodes)) {
    if (!isElement(node)) {
      if ('value' in node) line += escaped(node.value.replace(SPACE, ' '))
    } else if (BLOCKS.has(node.tagName)) {
      endLine()
      out += block(node)
    } else line += inline(node)
    line = line.replace(/ {2,}/g, ' ').replace(/ ?<br> ?/g, '<br>')
  }
  endLine()
  return out
}

function block(element: Element): string {
  const { tagName } = element
  if (tagName === 'pre') return `<pre>${verbatim(element.childNodes).replace(/\n(?=(?:<\/code>)?$)/, '')}</pre>`
  return `${startTag(element)}${signature(element.childNodes, tagName)}</${tagName}>`
}

function inline(element: Element): string {
  const { tagName, childNodes } = element
  if (tagName === 'img' && attributeOf(element, 'src') === undefined) return escaped(attributeOf(element, 'alt') ?? '')
  if (tagName === 'br' || tagName === 'img') return startTag(element)
  const inside = signature(childNodes, tagName)
  // The spaces at the edges stand before or after the element; it looks the same.
  const text = textOf(childNodes)
  const [before, after] = [/^[ \t\n]/.test(text) ? ' ' : '', /[ \t\n]$/.test(text) ? ' ' : '']
  // An element of nothing but breaks shows nothing of its own.
  if (tagName !== 'a' && inside.replace(/<br>| /g, '') === '') return before + inside + after
  return `${before}${startTag(element)}${inside}</${tagName}>${after}`
}

function verbatim(nodes: Node[]): string {
  return flat(nodes)
    .map((node) => {
      if (!isElement(node)) return 'value' in node ? escaped(node.value) : ''
      const start = startTag(node)
      return node.tagName === 'br' || node.tagName === 'img'
        ? start
        : `${start}${verbatim(node.childNodes)}</${node.tagName}>`
    })
    .join('')
}

/** The nodes with the children of those in their place that only rendering adds. */
function flat(nodes: Node[]): Node[] {
  return nodes.flatMap((node) => (isElement(node) && isAddedByUs(node) ? flat(node.childNodes) : [node]))
}

function startTag(element: Element): string {
  const attributes = TELLING.flatMap((name) => {
    const value = attributeOf(element, name)
    if (value === undefined || (name === 'alt' && value === '')) return []
    const shown = name === 'href' || name === 'src' ? sameAddress(value) : value.replace(SPACE, ' ').trim()
    return [` ${name}="${escaped(shown)}"`]
  })
  return `<${element.tagName}${attributes.join('')}>`
}

/** One address has many spellings: letters with accents, and what stands for them after a percent sign. */
function sameAddress(address: string): string {
  try {
    return encodeURI(decodeURI(address))
  } catch {
    return encodeURI(address.toWellFormed()).replace(/%25/g, '%')
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

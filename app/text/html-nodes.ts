import type { DefaultTreeAdapterMap } from 'parse5'

export type Node = DefaultTreeAdapterMap['childNode']
export type Element = DefaultTreeAdapterMap['element']

export const isElement = (node: Node): node is Element => 'tagName' in node

export const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value

/** Elements that begin a line of their own. Everything else is part of a line. */
export const BLOCKS = new Set(
  'p h1 h2 h3 h4 h5 h6 blockquote details summary div dl dt dd hr ol ul li pre table caption thead tbody tfoot tr th td'.split(
    ' ',
  ),
)

export function textOf(nodes: Node[]): string {
  return nodes.map((node) => (isElement(node) ? textOf(node.childNodes) : 'value' in node ? node.value : '')).join('')
}

/** Spaces that browsers do not show; a no-break space is shown. */
export const isSpace = (text: string) => /^[ \t\n\f\r]*$/.test(text)

/** A block element, or the nodes of a line that no element holds. */
export type Block = Element | Node[]

export function blocksIn(nodes: Node[]): Block[] {
  const blocks: Block[] = []
  let line: Node[] = []
  const endLine = () => {
    if (line.some((node) => isElement(node) || !isSpace(textOf([node])))) blocks.push(line)
    line = []
  }
  for (const node of nodes) {
    if (!isElement(node) || !holdsBlock(node)) line.push(node)
    else {
      endLine()
      // The box in which a wide table scrolls is added by rendering.
      if (node.tagName === 'div') blocks.push(...blocksIn(node.childNodes))
      else blocks.push(node)
    }
  }
  endLine()
  return blocks
}

/** An element of a line that holds a block, such as a list in italics, cannot be part of a line. */
export const holdsBlock = (node: Node): boolean =>
  isElement(node) && (BLOCKS.has(node.tagName) || node.childNodes.some(holdsBlock))

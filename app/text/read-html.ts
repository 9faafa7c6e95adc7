import { type DefaultTreeAdapterMap, defaultTreeAdapter, parseFragment, serialize, type TreeAdapter } from 'parse5'

// Browsers open formatting elements that were left open again in each paragraph. So a few thousand characters can mean
// millions of elements, or thousands of elements in each other. Both are noticed while they are read, not after.
const MOST_OPEN = 200
const DEEPEST_FLAT = 40
/** How many characters of tags may come out of one character. */
const MOST_GROWTH = 4

class TooMuch extends Error {}

/**
 * HTML as browsers read it, with every element closed where they close it. HTML that is nested too deep, or that would
 * grow without measure, loses elements, never words: first those that are too deep, and if that is not enough, all.
 */
export function readHtml(html: string): string {
  for (const form of [html, flattened]) {
    try {
      return parseAndSerialize(typeof form === 'string' ? form : form(html))
    } catch (error) {
      if (!(error instanceof TooMuch || error instanceof RangeError)) throw error
    }
  }
  return html.replace(/<[^<>]*>/g, ' ').replaceAll('<', '&lt;')
}

function parseAndSerialize(html: string): string {
  let budget = MOST_GROWTH * html.length + 10_000
  let open = 0
  const treeAdapter: TreeAdapter<DefaultTreeAdapterMap> = {
    ...defaultTreeAdapter,
    createElement(name, namespace, attributes) {
      budget -= 2 * name.length + 5
      for (const attribute of attributes) budget -= attribute.name.length + attribute.value.length + 4
      if (budget < 0) throw new TooMuch()
      return defaultTreeAdapter.createElement(name, namespace, attributes)
    },
    onItemPush() {
      open++
      if (open > MOST_OPEN) throw new TooMuch()
    },
    onItemPop() {
      open--
    },
  }
  // Browsers ignore the first newline of a pre, so a real newline must be written twice.
  return serialize(parseFragment(html, { treeAdapter }), { treeAdapter }).replace(/(<pre[^>]*>)\n/g, '$1\n\n')
}

const EMPTY = new Set(['br', 'hr', 'img', 'input', 'wbr', 'col', 'area', 'embed', 'source', 'track', 'meta', 'link'])

/** The same words in fewer elements: start tags deeper than `DEEPEST_FLAT` are left out, with their end tags. */
function flattened(html: string): string {
  const open: string[] = []
  const left = new Map<string, number>()
  return html.replace(/<(\/?)([a-z][a-z0-9-]*)[^<>]*>/gi, (tag, slash: string, typed: string) => {
    const name = typed.toLowerCase()
    if (EMPTY.has(name)) return tag
    if (slash === '') {
      if (open.length < DEEPEST_FLAT) {
        open.push(name)
        return tag
      }
      left.set(name, (left.get(name) ?? 0) + 1)
      return ''
    }
    const dropped = left.get(name) ?? 0
    if (dropped > 0) {
      left.set(name, dropped - 1)
      return ''
    }
    const at = open.lastIndexOf(name)
    if (at === -1) return ''
    open.length = at
    return tag
  })
}

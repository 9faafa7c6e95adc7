import { type AttachmentFile, attachmentPath, readAttachmentPath } from '#app/text/attachment-address.ts'
import type { SafeHtml } from '#app/text/markdown.ts'

/** What a text refers to inside the forum, and the number of other links. */
export type References = {
  /** Lower case, in the order of the text. */
  handles: string[]
  /** Those of them that the writer addresses: a name in a quotation was addressed by somebody else. */
  mentioned: string[]
  threadIds: number[]
  articleIds: number[]
  attachmentKeys: string[]
  images: number
  /** Links to other sites; each address counts once. */
  foreignLinks: number
}

export type ShownImage = AttachmentFile & { width: number; height: number; variants: number[] }

/** The references that were found. Others stay as they were typed. */
export type Resolved = {
  people: Map<string, number>
  threads: Set<number>
  articles: Set<number>
  images: Map<string, ShownImage>
}

const MOST_HANDLES = 30
const MOST_TARGETS = 60
const MOST_CARDS = 10
/** The largest size of an image on a page, in CSS pixels; see `.prose img`. */
const PAGE_WIDTH = 700
const PAGE_HEIGHT = 640
/** A file is not a page of the app: the browser must load it itself. */
const LEAVES_PAGES = ' data-reload=""'

// The HTML was made here: every < and > in a text or an attribute is escaped.
const TOKEN = /<(\/?)([a-z][a-z0-9]*)([^>]*)>|[^<]+/g
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/g
const LITERAL = new Set(['a', 'code', 'pre', 'kbd', 'samp', 'h3', 'h4', 'h5', 'h6'])
const MARK = /(?<![\p{L}\p{N}_@/.&;#-])(?:@([a-z0-9][a-z0-9-]{0,59})|#(\d{1,15}))(?![\p{L}\p{N}_])/giu
const LONE_LINK = /<p><a href="([^"]*)"[^>]*>(https?:[^<]*)<\/a><\/p>/g

type Target = { kind: 'thread' | 'article'; id: number }

const decode = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
const encode = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The path of an address of this forum, with any of its origins; undefined for another site. */
function ownPath(href: string, origins: string[]): string | undefined {
  if (/^\/(?![/\\])/.test(href)) return href
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return undefined
  const { origin, pathname, search, hash } = new URL(href)
  return origins.includes(origin) ? pathname + search + hash : undefined
}

function targetOf(path: string): Target | undefined {
  const match = /^\/(questions|kb\/articles)\/(\d{1,15})(?:-[^/?#]*)?(?:[?#].*)?$/.exec(path)
  return match ? { kind: match[1] === 'questions' ? 'thread' : 'article', id: Number(match[2]) } : undefined
}

type Change = {
  text(text: string, place: { inQuote: boolean }): string
  tag(name: string, rest: string, tag: string, place: { inLink: boolean }): string
}

/** Passes through texts outside of links, code and headings, and through tags, and returns the changed HTML. */
function walk(html: string, change: Change): string {
  let literal = 0
  let quotes = 0
  let inLink = false
  return html.replace(TOKEN, (token, slash: string | undefined, name: string | undefined, rest: string | undefined) => {
    if (name === undefined) return literal > 0 ? token : change.text(token, { inQuote: quotes > 0 })
    if (LITERAL.has(name)) literal += slash ? -1 : 1
    if (name === 'blockquote') quotes += slash ? -1 : 1
    if (name === 'a') inLink = !slash
    return slash ? token : change.tag(name, rest ?? '', token, { inLink })
  })
}

function attributesOf(rest: string): Record<string, string> {
  return Object.fromEntries([...rest.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, decode(value)]))
}

/** All references in a text that may lead to something inside the forum. */
export function findReferences(html: SafeHtml, origins: string[]): References {
  const handles = new Set<string>()
  const mentioned = new Set<string>()
  const targets = { thread: new Set<number>(), article: new Set<number>() }
  const keys = new Set<string>()
  const foreign = new Set<string>()
  let images = 0

  const lead = ({ kind, id }: Target) => {
    if (targets.thread.size + targets.article.size < MOST_TARGETS) targets[kind].add(id)
  }
  walk(html, {
    text(text, { inQuote }) {
      if (!/[@#]/.test(text)) return text
      for (const [, handle, id] of text.matchAll(MARK)) {
        if (id) lead({ kind: 'thread', id: Number(id) })
        else if (handle && handles.size < MOST_HANDLES) {
          const name = trimHandle(handle).toLowerCase()
          handles.add(name)
          if (!inQuote) mentioned.add(name)
        }
      }
      return text
    },
    tag(name, rest, tag) {
      if (name !== 'a' && name !== 'img') return tag
      const { href, src } = attributesOf(rest)
      const address = (name === 'a' ? href : src) ?? ''
      const path = ownPath(address, origins)
      const key = path && readAttachmentPath(path)?.key
      if (key && keys.size < MOST_TARGETS) keys.add(key)
      if (name === 'img') images++
      else if (path === undefined && /^(?:https?:|[/\\]{2})/i.test(address)) foreign.add(address)
      const target = name === 'a' && path ? targetOf(path) : undefined
      if (target) lead(target)
      return tag
    },
  })
  return {
    handles: [...handles],
    mentioned: [...mentioned],
    threadIds: [...targets.thread],
    articleIds: [...targets.article],
    attachmentKeys: [...keys],
    images,
    foreignLinks: foreign.size,
  }
}

const trimHandle = (handle: string) => handle.replace(/-+$/, '')

/**
 * Adds links to mentioned users and threads, and sizes to attached images. A link to this forum that stands alone
 * becomes a placeholder for a card. The card is filled for each reader, so no title is stored here.
 */
export function linkReferences(html: SafeHtml, resolved: Resolved, origins: string[]): SafeHtml {
  const linked = walk(html, {
    text: (text) => (/[@#]/.test(text) ? text.replace(MARK, (mark, handle, id) => linkMark(mark, handle, id)) : text),
    tag(name, rest, tag, { inLink }) {
      if (name === 'img') return showImage(rest, tag, inLink)
      return name === 'a' ? linkOwn(rest, tag) : tag
    },
  })
  let cards = 0
  return linked.replace(LONE_LINK, (whole, href: string, text: string) => {
    const target = targetOf(decode(href))
    const typed = ownPath(decode(text), origins)
    if (!target || !typed || cards >= MOST_CARDS || !isKnown(target)) return whole
    // A link whose text is the address of another place stays a link.
    const same = targetOf(typed)
    if (same?.kind !== target.kind || same.id !== target.id) return whole
    cards++
    return `<p data-card="${target.kind}-${target.id}"><a href="${href}">${text}</a></p>`
  }) as SafeHtml

  function isKnown({ kind, id }: Target): boolean {
    return (kind === 'thread' ? resolved.threads : resolved.articles).has(id)
  }

  function linkMark(mark: string, handle: string | undefined, id: string | undefined): string {
    if (id) return resolved.threads.has(Number(id)) ? `<a href="/questions/${Number(id)}">${mark}</a>` : mark
    const name = trimHandle(handle ?? '')
    const userId = resolved.people.get(name.toLowerCase())
    if (userId === undefined) return mark
    return `<a href="/users/${userId}" class="mention">@${name}</a>${mark.slice(name.length + 1)}`
  }

  /** Links have no host, so that they stay right when the site moves to another address. */
  function linkOwn(rest: string, tag: string): string {
    const { href = '', title } = attributesOf(rest)
    const path = ownPath(href, origins)
    const isFile = path !== undefined && readAttachmentPath(path) !== undefined
    if (path === undefined || (path === href && !isFile)) return tag
    return `<a href="${encode(path)}"${title ? ` title="${encode(title)}"` : ''}${isFile ? LEAVES_PAGES : ''}>`
  }

  function showImage(rest: string, tag: string, inLink: boolean): string {
    const { src = '', alt = '', title, width } = attributesOf(rest)
    const key = readAttachmentPath(ownPath(src, origins) ?? '')?.key
    const image = key === undefined ? undefined : resolved.images.get(key)
    if (!image) return tag
    const wide = Math.min(Number(width) || image.width, image.width)
    const high = Math.max(1, Math.round((image.height * wide) / image.width))
    const file = attachmentPath({ key: image.key, extension: image.extension })
    const sources = [
      ...image.variants.map((each) => `${attachmentPath({ ...image, width: each })} ${each}w`),
      `${file} ${image.width}w`,
    ]
    const set =
      image.variants.length === 0
        ? ''
        : ` srcset="${sources.join(', ')}" sizes="(max-width: 48rem) calc(100vw - 5rem), ${Math.min(wide, PAGE_WIDTH)}px"`
    const words = `alt="${encode(alt)}"${title ? ` title="${encode(title)}"` : ''}`
    const shown = `<img src="${file}"${set} ${words} width="${wide}" height="${high}" loading="lazy" decoding="async" />`
    // An image that is shown smaller can be opened in full size. The link needs a text.
    const isSmaller = image.width > PAGE_WIDTH || image.height > PAGE_HEIGHT || wide < image.width
    return isSmaller && !inLink && alt.trim() !== '' ? `<a href="${file}"${LEAVES_PAGES}>${shown}</a>` : shown
  }
}

const CARD = /<p data-card="(thread|article)-(\d{1,15})"><a href="([^"]*)">([^<]*)<\/a><\/p>/g

/** Which threads and articles the cards in these texts are about. */
export function findCards(htmls: string[]): { threadIds: number[]; articleIds: number[] } {
  const found = { thread: new Set<number>(), article: new Set<number>() }
  for (const html of htmls) {
    if (!html.includes('<p data-card="')) continue
    for (const [, kind, id] of html.matchAll(CARD)) found[kind as 'thread' | 'article'].add(Number(id))
  }
  return { threadIds: [...found.thread], articleIds: [...found.article] }
}

export type CardText = { title: string; lang: string; facts: string[]; icon: string }

/** Fills the cards of a text for one reader. What they may not see stays the link that was typed. */
export function fillCards(html: string, cards: Map<string, CardText>): string {
  if (!html.includes('<p data-card="')) return html
  return html.replace(CARD, (whole, kind: string, id: string, href: string) => {
    const card = cards.get(`${kind}-${Number(id)}`)
    if (!card) return whole
    const facts = card.facts.map((fact) => `<span>${encode(fact)}</span>`).join('')
    return `<a class="link-card" href="${href}"><svg class="icon" aria-hidden="true"><use href="/icons.svg#${card.icon}"></use></svg><span><span class="link-card-title" lang="${card.lang}">${encode(card.title)}</span><span class="link-card-facts">${facts}</span></span></a>`
  })
}

/**
 * Images of other sites are not loaded with a page: their sites would learn who reads what. In their place stands what
 * they show and where they are; a click loads the image (`ui/frame/use-foreign-images.ts`), and without JavaScript it
 * leads there. Takes clean HTML as it is stored.
 */
export function withholdForeignImages(html: string, origins: string[]): string {
  if (!html.includes('<img')) return html
  return walk(html, {
    text: (text) => text,
    tag(name, rest, tag, { inLink }) {
      if (name !== 'img') return tag
      const { src = '', alt = '' } = attributesOf(rest)
      const host = foreignHost(src, origins)
      if (host === undefined) return tag
      const words = encode(alt.trim() === '' ? host : `${alt} (${host})`)
      const what = `class="foreign-image" data-image="${encode(src)}" data-alt="${encode(alt)}"`
      if (inLink) return `<span ${what}>${words}</span>`
      return `<a ${what} href="${encode(src)}" rel="nofollow noopener noreferrer" referrerpolicy="no-referrer">${words}</a>`
    },
  })
}

/** The host of an image of another site; undefined for an image of this one. */
function foreignHost(src: string, origins: string[]): string | undefined {
  if (!/^(?:https?:|[/\\]{2})/i.test(src) || !URL.canParse(src, 'https://here.invalid')) return undefined
  const { origin, host } = new URL(src, 'https://here.invalid')
  return origins.includes(origin) ? undefined : host
}

import { HOSTILE, medley } from './hostile-texts.ts'
import type { MeasuredServer } from './measured-server.ts'
import { readPage, routeOf, type SiteForm, type SiteRoute, siteRoutes } from './site.ts'

/** Who sends a request. The member may do everything, so that no refusal keeps a request from being worked on. */
export type Sender = 'visitor' | 'member'
type Method = 'GET' | 'POST'
type Sent = { address: string; method?: Method; body?: string; type?: string; cookie?: string | undefined }
type Answer = { status: number; text: string; location: string | null; cookie: string | undefined }
export type Cost = { sender: Sender; request: string; milliseconds: number; status: number }

/** In bytes: near the longest address and the longest body that the web server lets in, and near the longest text. */
const ADDRESS = 6_500
const BODY = 900_000
const TEXT = 28_000

/** In milliseconds. What takes longer hangs. */
const PATIENCE = 90_000

const MEDLEY = { 'all kinds of text': medley }

const SENTENCE = 'The lamp blinks twice and then it stays dark, whatever I press.'
const ANSWERS: Record<string, string> = {
  email: 'nobody@example.org',
  password: 'a long enough sentence',
  tags: 'setup',
  to: '/',
  locale: 'en',
  theme: 'light',
  step: 'post',
  reviewed: 'yes',
}

export type FuzzedSite = {
  /** Addresses that are there, by the pattern of their route. */
  addresses: Map<string, string[]>
  forms: Map<string, SiteForm>
  cookie: string
}

/** A client of the measured server; every request comes from another address, so that none is over a limit. */
export function clientOf(server: MeasuredServer) {
  let number = 0
  const send = async ({ address, method = 'GET', body, type, cookie }: Sent): Promise<Answer> => {
    number += 1
    const response = await fetch(server.url + address, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
      headers: {
        Accept: 'text/html',
        'X-Forwarded-For': `10.${(number >> 16) % 256}.${(number >> 8) % 256}.${number % 256}`,
        ...(cookie ? { Cookie: cookie } : {}),
        ...(body === undefined ? {} : { Origin: server.url, 'Content-Type': type ?? FORM }),
      },
      ...(body === undefined ? {} : { body }),
    })
    // A live stream goes on without end.
    const endless = response.headers.get('Content-Type')?.startsWith('text/event-stream')
    if (endless) await response.body?.cancel()
    return {
      status: response.status,
      text: endless ? '' : await response.text(),
      location: response.headers.get('Location'),
      cookie: response.headers
        .getSetCookie()
        .find((each) => each.startsWith('entraide_session='))
        ?.split(';')[0],
    }
  }
  const measure = async (sent: Sent): Promise<{ milliseconds: number; status: number }> => {
    const before = await server.processorTime()
    // Without an answer: the connection was closed, or nobody answered in time.
    const { status } = await send(sent).catch(() => ({ status: 0 }))
    return { milliseconds: (await server.processorTime()) - before, status }
  }
  return { send, measure }
}
type Client = ReturnType<typeof clientOf>

const FORM = 'application/x-www-form-urlencoded'
const encode = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

export async function signIn(client: Client, account: { email: string; password: string }): Promise<string> {
  const { cookie } = await client.send({ address: '/sign-in', method: 'POST', body: encode({ ...account, to: '/' }) })
  if (!cookie) throw new Error(`${account.email} could not sign in`)
  return cookie
}

/** Walks through the pages of the forum, to find addresses for the routes, and forms with what they hold. */
export async function explore(client: Client, cookie: string, { each = 2 } = {}): Promise<FuzzedSite> {
  const addresses = new Map<string, string[]>()
  const forms = new Map<string, SiteForm>()
  const waiting = siteRoutes.filter(({ pattern }) => !/[:*]/.test(pattern)).map(({ pattern }) => pattern)
  const note = (address: string) => {
    const pattern = routeOf(address)?.pattern
    if (pattern === undefined) return false
    const known = addresses.get(pattern) ?? []
    if (known.length >= each || known.includes(address)) return false
    addresses.set(pattern, [...known, address])
    return true
  }
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    note(address)
    if (!routeOf(address)?.hasPage || address.startsWith('/sign-')) continue
    const { links, forms: found } = readPage((await client.send({ address, cookie })).text, address)
    for (const form of found) {
      note(form.action)
      const key = `${form.method} ${routeOf(form.action)?.pattern}`
      const size = (one?: SiteForm) => Object.keys(one?.fields ?? {}).length
      if (size(form) > size(forms.get(key)) || !forms.has(key)) forms.set(key, form)
    }
    for (const link of links) if (note(link)) waiting.push(link)
  }
  return { addresses, forms, cookie }
}

/** An address of a route: one that was found, or one with the number 1 in each open segment. */
const addressOf = ({ addresses }: FuzzedSite, { pattern }: SiteRoute): string =>
  addresses.get(pattern)?.[0] ?? pattern.replace(/:\w*[iI]d\b|:number\b/g, '1').replace(/:\w+|\*/g, 'setup')

/** What a form holds that somebody filled in. */
function filledIn({ forms }: FuzzedSite, route: SiteRoute): Record<string, string> {
  const form = forms.get(`POST ${route.pattern}`)?.fields ?? {}
  const names = [...new Set([...Object.keys(form), ...route.fields])]
  const guess = (name: string) =>
    ANSWERS[name] ?? (/id$|version|revision|number|postId|solves|days|page|rank|found/i.test(name) ? '1' : SENTENCE)
  return Object.fromEntries(names.map((name) => [name, form[name] || guess(name)]))
}

type Case = { what: string; sent: Omit<Sent, 'cookie'> }

/** Every kind of hostile text by itself in every field, or, in brief, all kinds in one text. */
type How = { brief?: boolean }

/** Pages as they are, once more: what was written there meanwhile is hostile too. */
export const writtenPages = (site: FuzzedSite): Case[] =>
  siteRoutes
    .filter(({ pattern, hasPage }) => hasPage && pattern.includes(':'))
    .map((route) => ({ what: 'after it was written to', sent: { address: addressOf(site, route) } }))

/** All requests to a route that are hostile, each in another way. */
export function* hostileRequests(site: FuzzedSite, route: SiteRoute, sender: Sender, how: How = {}): Generator<Case> {
  // What only forms are sent to answers readers at once; in brief it is believed.
  if (!how.brief || route.hasPage || !route.hasAction) yield* readingCases(site, route, how)
  if (route.hasAction) yield* writingCases(site, route, sender, how)
}

function* readingCases(site: FuzzedSite, route: SiteRoute, { brief = false }: How): Generator<Case> {
  const address = addressOf(site, route).split('?')[0] ?? '/'
  const form = site.forms.get(`GET ${route.pattern}`)?.fields ?? {}
  const names = [...new Set([...Object.keys(form), ...route.fields, 'q', 'after', 'page'])]
  const share = ADDRESS / names.length
  if (!brief) yield { what: 'as it is', sent: { address } }
  for (const [what, make] of Object.entries(brief ? MEDLEY : HOSTILE)) {
    const query = encode(Object.fromEntries(names.map((name) => [name, cut(make(share), share)])))
    yield { what: `${what} in each of its parameters`, sent: { address: `${address}?${query}` } }
    if (!/[:*]/.test(route.pattern)) continue
    const segment = `1-${encodeURIComponent(cut(make(1_700), 1_700)).replaceAll('%5C', '')}`
    yield {
      what: `${what} in its path`,
      sent: { address: route.pattern.replace(/:\w+|\*/, segment).replace(/:\w+|\*/g, '1') },
    }
  }
  if (brief && route.pattern !== '/questions') return
  yield { what: 'many tags', sent: { address: `${address}?${'tag=a1&'.repeat(90)}` } }
  yield { what: 'some segments', sent: { address: `${address}${'/a'.repeat(14)}` } }
  yield { what: 'many segments', sent: { address: `${address}${'/a'.repeat(3_900)}` } }
  yield { what: 'many parameters', sent: { address: `${address}?${'a&'.repeat(3_900)}` } }
}

/** The reader of forms is the same everywhere: in brief it is tried at these alone. */
const READERS = ['/sign-up', '/ask', '/attachments']

function* writingCases(site: FuzzedSite, route: SiteRoute, sender: Sender, { brief = false }: How): Generator<Case> {
  const address = addressOf(site, route)
  const filled = filledIn(site, route)
  const names = Object.keys(filled)
  const alone = brief ? names.filter((name) => sender === 'member' && !/^(?:\d+|on)?$/.test(filled[name] ?? '')) : names
  const post = (what: string, body: string, type?: string): Case => ({
    what,
    sent: { address, method: 'POST', body, ...(type ? { type } : {}) },
  })
  for (const [what, make] of Object.entries(brief ? MEDLEY : HOSTILE)) {
    for (const bytes of brief ? [TEXT] : [TEXT, BODY]) {
      const text = cut(make(bytes), bytes)
      for (const name of alone) yield post(`${what}, ${bytes} bytes, in ${name}`, encode({ ...filled, [name]: text }))
    }
    if (names.length === 0) continue
    const text = cut(make(BODY / names.length), BODY / names.length)
    yield post(`${what} in all fields`, encode(Object.fromEntries(names.map((name) => [name, text]))))
  }
  if (!brief || READERS.includes(route.pattern)) yield* bodyCases(post, names)
}

/** Bodies with more than fields of ours, of whatever route. */
function* bodyCases(post: (what: string, body: string, type?: string) => Case, names: string[]): Generator<Case> {
  yield post('many empty fields', 'a&'.repeat(BODY / 2))
  yield post('many fields', Array.from({ length: BODY / 10 }, (_, index) => `a${index}=b`).join('&'))
  yield post(
    'as many fields as may be',
    Array.from({ length: 499 }, (_, index) => `a${index}=${'b'.repeat(1_700)}`).join('&'),
  )
  yield post('one field many times', `${names[0] ?? 'body'}=a&`.repeat(BODY / 20))
  yield post('nested names', `${'a[b]'.repeat(BODY / 10)}=1`)
  yield post('no form at all', '{'.repeat(BODY), 'application/json')
  const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
  const parts = 'multipart/form-data; boundary=x'
  yield post('many parts', part.repeat(BODY / part.length), parts)
  yield post('some parts', `${part.repeat(490)}--x--`, parts)
  yield post(
    'a part with a long head',
    `--x\r\nContent-Disposition: form-data; name="${'a'.repeat(BODY)}"\r\n\r\nb\r\n--x--`,
    parts,
  )
  yield post('a part with many heads', `--x\r\n${'A: b\r\n'.repeat(BODY / 6)}\r\nb\r\n--x--`, parts)
  yield post(
    'a part that does not end',
    `--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'\r\n-'.repeat(BODY / 3)}`,
    parts,
  )
}

/** Not more than so many bytes, as a form sends them. */
function cut(text: string, bytes: number): string {
  let kept = text.slice(0, bytes)
  for (
    let size = encodeURIComponent(kept.toWellFormed()).length;
    size > bytes;
    size = encodeURIComponent(kept).length
  ) {
    kept = kept.slice(0, Math.floor((kept.length * bytes) / size) - 1).toWellFormed()
  }
  return kept.toWellFormed()
}

/** Sends a request and measures it; what costs much is sent again, since the first may have compiled something. */
export async function costOf(
  client: Client,
  sender: Sender,
  cookie: string,
  { what, sent }: Case,
  limit: number,
): Promise<Cost> {
  const given = { ...sent, cookie: sender === 'member' ? cookie : undefined }
  let best = await client.measure(given)
  for (let more = 0; more < 3 && best.milliseconds > limit; more += 1) {
    const again = await client.measure(given)
    if (again.milliseconds < best.milliseconds) best = { ...again, status: best.status }
  }
  return { sender, request: `${sent.method ?? 'GET'} ${sent.address.slice(0, 60)}: ${what}`, ...best }
}

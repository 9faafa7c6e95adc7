import type { HttpError } from '#app/web/http.ts'

/** Why a request came to nothing: a sentence of `common:sending`, or a refusal by the forum with its own sentence. */
export type Fault = 'unreachable' | 'broken' | 'silent' | 'signed_out' | 'too_large' | 'outdated' | HttpError

/**
 * What the page asks for: it sends something, loads what has become of what it sent, opens another page, or loads by
 * itself.
 */
type Purpose = 'send' | 'after' | 'open' | 'background'

export type Asked = {
  /** Of a form its action, otherwise the page that is to open. */
  path: string
  purpose: Purpose
  /** Asks once more. Not for what was sent: the form is sent again, as it is now. */
  again(): void
}

/** How it went: `answered` says whether the forum did what was asked. */
export type Outcome = { fault: Fault } | { answered: 'done' | 'refused' }

/** An answer that does not come in this time is said to be missing. When it comes later, it still counts. */
const PATIENCE = 15_000
/** The pauses before a page that loads by itself tries again. */
const PAUSES = [2_000, 5_000, 15_000, 30_000, 60_000]

type Navigation = {
  state: 'idle' | 'loading' | 'submitting'
  formMethod?: string
  location?: { pathname: string; search: string; hash: string }
}
type Send = typeof fetch

let report: (asked: Asked, outcome: Outcome) => void = () => {}
/** What was sent last to each address: what becomes of an earlier try is of no interest any more. */
const latest = new Map<string, Asked>()

/** Gives the outcome of all requests of the router to a function: that of the last caller. */
export function reportRequests(to: typeof report): void {
  report = to
}

function tell(asked: Asked, outcome: Outcome): void {
  if (asked.purpose !== 'send' || latest.get(asked.path) === asked) report(asked, outcome)
}

/**
 * Puts itself between the router and the network. To the router a failed request is an error, and it replaces the page
 * with that of the error, with all that was typed. So the router never learns of one: it waits, the page stays as it
 * is, and the page says what happened and offers to try again.
 */
export function guardRequests(): void {
  const send = window.fetch.bind(window)
  window.fetch = (input, init = {}) =>
    // Only the router asks by a URL object.
    input instanceof URL && /\.data$|^\/__manifest$/.test(input.pathname)
      ? guarded(send, input, init)
      : send(input, init)
}

async function guarded(send: Send, url: URL, init: RequestInit): Promise<Response> {
  const isPost = init.method === 'POST'
  const asked = currentRequest(isPost ? url.pathname.replace(/\.data$/, '') : undefined)
  if (asked.purpose === 'send') latest.set(asked.path, asked)
  const { signal, ...whole } = init
  // What was sent is not called back when the reader goes on: the server may be half-way through it.
  const request = isPost ? whole : init
  let troubled = false

  for (let round = 0; ; round += 1) {
    const again = new Promise<undefined>((resolve) => {
      asked.again = () => resolve(undefined)
    })
    const fail = (fault: Fault) => {
      troubled = true
      if (asked.purpose !== 'background') tell(asked, { fault })
    }
    const late = setTimeout(fail, PATIENCE, 'silent')
    const attempt = ask(send, url, request).catch((error) => {
      if (!isPost && signal?.aborted) throw error
      return { fault: 'unreachable' as const, answer: undefined }
    })
    const result = await Promise.race([attempt, again])
    clearTimeout(late)
    if (!result) continue
    const { answer, fault } = result
    // A page that is open stays when it may not be loaded again: somebody may be writing in it.
    const isKept = asked.purpose === 'background' && (answer?.status ?? 0) >= 400
    if (answer && !isKept) {
      // A redirect has the status 202: the forum has done it.
      if (troubled || isPost) tell(asked, { answered: !isPost || answer.status === 202 ? 'done' : 'refused' })
      return answer
    }
    if (fault) fail(fault)
    const returns = isKept || fault === 'outdated' ? [] : comeBack(asked, round)
    await Promise.race([again, abortOf(signal), ...returns])
  }
}

async function ask(
  send: Send,
  url: URL,
  init: RequestInit,
): Promise<{ answer?: Response | undefined; fault?: Fault | undefined }> {
  const answer = await send(url, init)
  // The whole of it: a connection that breaks in the middle is one that breaks.
  const body = [204, 205, 304].includes(answer.status) ? null : await answer.text()
  const fault = faultOf(url, init, answer, body ?? '')
  return fault ? { fault } : { answer: new Response(body, answer) }
}

function faultOf(url: URL, init: RequestInit, { status, headers }: Response, body: string): Fault | undefined {
  if (url.pathname === '/__manifest') {
    if (headers.has('X-Remix-Reload-Document')) return 'outdated'
    return status === 200 && headers.get('Content-Type')?.includes('json') ? undefined : 'broken'
  }
  // Proxies and networks that want a sign-in answer with pages of their own.
  if (!headers.has('X-Remix-Response')) return status === 413 ? 'too_large' : 'broken'
  if (status >= 500) return 'broken'
  if (init.method !== 'POST' || status < 400) return undefined
  if (status === 401) return 'signed_out'
  return refusalIn(body)
}

/**
 * The refusal that an action has thrown; undefined when it has returned one for its form. The body is a list of values
 * in which each object and list names others by their place, as turbo-stream writes it.
 */
export function refusalIn(body: string): HttpError | 'broken' | undefined {
  const values: unknown[] = JSON.parse(body.split('\n', 1)[0] ?? '')
  if (values[1] !== 'error') return undefined
  const read = (place: number): unknown => {
    const value = values[place]
    // `["ErrorResponse", data, status, …]`
    if (Array.isArray(value)) return typeof value[0] === 'string' ? read(value[1]) : value.map(read)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, at]) => [values[Number(name.slice(1))], read(at)]))
  }
  const error = read(2) as HttpError | string | undefined
  return typeof error === 'object' && error.code ? error : 'broken'
}

/** What the router is about, when it asks for something. An action is named by its address. */
export function currentRequest(action?: string): Asked {
  const { __remixRouter: router } = window as { __remixRouter?: { state: { navigation: Navigation } } }
  const { state, formMethod = 'GET', location } = router?.state.navigation ?? { state: 'idle' }
  const path = action ?? location?.pathname ?? window.location.pathname
  const again = () => {}
  if (action || state === 'submitting') return { path, purpose: 'send', again }
  if (state === 'idle') return { path, purpose: 'background', again }
  const purpose = formMethod.toUpperCase() === 'GET' ? 'open' : 'after'
  return { path: path + (location?.search ?? '') + (location?.hash ?? ''), purpose, again }
}

const abortOf = (signal: AbortSignal | null | undefined): Promise<never> =>
  new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason))
  })

/** What nobody waits for by a button is tried again by itself: after a pause, and when the connection is back. */
function comeBack({ purpose }: Asked, round: number): Promise<unknown>[] {
  if (purpose === 'send' || purpose === 'open') return []
  return [
    new Promise((resolve) => setTimeout(resolve, PAUSES[Math.min(round, PAUSES.length - 1)])),
    new Promise((resolve) => addEventListener('online', resolve, { once: true })),
  ]
}

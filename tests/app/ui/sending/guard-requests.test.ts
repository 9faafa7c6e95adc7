import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Asked, guardRequests, type Outcome, refusalIn, reportRequests } from '#app/ui/sending/guard-requests.ts'

const PAGE = 'http://localhost/questions/1'
const DATA = { 'X-Remix-Response': 'yes' }
const DONE = () => new Response('[{"_1":2},"redirect","/questions/1"]\n', { status: 202, headers: DATA })
const PROXY = (status: number) =>
  new Response('<html>Bad gateway</html>', { status, headers: { 'Content-Type': 'text/html' } })

let answers: (() => Response | Promise<Response>)[]
let told: { path: string; purpose: string; outcome: Outcome; again: Asked['again'] }[]
let navigation: { state: string; formMethod?: string; location?: object }
let came: { url: string; signal: unknown }[]

beforeEach(() => {
  vi.useFakeTimers()
  answers = []
  told = []
  came = []
  navigation = {
    state: 'submitting',
    formMethod: 'post',
    location: { pathname: '/posts/5/vote', search: '', hash: '' },
  }
  vi.stubGlobal('window', {
    location: { pathname: '/questions/1' },
    __remixRouter: { state: { navigation } },
    fetch: async (url: URL, init: RequestInit) => {
      came.push({ url: String(url), signal: init.signal })
      return (answers.shift() ?? DONE)()
    },
  })
  vi.stubGlobal('addEventListener', () => {})
  guardRequests()
  reportRequests(({ path, purpose, again }, outcome) => told.push({ path, purpose, outcome, again }))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A request of the router, and whether it has learnt of an answer. */
function ask(path: string, init: RequestInit = {}) {
  const state: { is: string; status?: number } = { is: 'waiting' }
  window.fetch(new URL(path, PAGE), init).then(
    ({ status }) => Object.assign(state, { is: 'answered', status }),
    () => Object.assign(state, { is: 'failed' }),
  )
  return state
}
const pass = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds)
const vote = (signal?: AbortSignal) => ask('/posts/5/vote.data', { method: 'POST', body: 'value=1', signal })

describe('what is sent', () => {
  const FAULTS: [string, () => Response | Promise<Response>, string][] = [
    ['a connection that breaks', () => Promise.reject(new TypeError('Failed to fetch')), 'unreachable'],
    ['a proxy’s 502 with a page', () => PROXY(502), 'broken'],
    ['a proxy’s 504 with a page', () => PROXY(504), 'broken'],
    ['a page of a network that wants a sign-in', () => PROXY(200), 'broken'],
    ['an error of ours', () => new Response('[{"_1":2},"error",{}]\n', { status: 500, headers: DATA }), 'broken'],
    ['a session that has ended', () => new Response('[]', { status: 401, headers: DATA }), 'signed_out'],
    ['more than the server reads', () => PROXY(413), 'too_large'],
    [
      'an answer that breaks off',
      () => {
        const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError('reset')) })
        return new Response(body, { status: 202, headers: DATA })
      },
      'unreachable',
    ],
  ]
  test.each(FAULTS)('%s never reaches the router: the page stays, and is told', async (_, answer, fault) => {
    answers = [answer]
    const request = vote()
    await pass()
    expect(request).toEqual({ is: 'waiting' })
    expect(told).toMatchObject([{ path: '/posts/5/vote', purpose: 'send', outcome: { fault } }])
  })

  test('a refusal by the forum keeps its sentence; one for the fields of a form goes to the form', async () => {
    const refusal =
      '[{"_1":2},"error",["ErrorResponse",3,6,7],{"_4":5,"_8":9},"code","vote.own_post",403,"","figures",{}]\n'
    answers = [() => new Response(refusal, { status: 403, headers: DATA })]
    const refused = vote()
    await pass()
    expect(refused.is).toBe('waiting')
    expect(told[0]?.outcome).toEqual({ fault: { code: 'vote.own_post', figures: {} } })

    answers = [() => new Response('[{"_1":2},"data",{"_3":4},"errors",[]]\n', { status: 422, headers: DATA })]
    const form = ask('/questions/1.data', { method: 'POST' })
    await pass()
    expect(form).toEqual({ is: 'answered', status: 422 })
    expect(told[1]?.outcome).toEqual({ answered: 'refused' })
  })

  test('no answer at all is said after a while; one that comes later still counts', async () => {
    let answer: (response: Response) => void = () => {}
    answers = [() => new Promise((resolve) => (answer = resolve))]
    const request = vote()
    await pass(14_999)
    expect(told).toEqual([])
    await pass(1)
    expect(told).toMatchObject([{ outcome: { fault: 'silent' } }])
    answer(DONE())
    await pass()
    expect(request).toEqual({ is: 'answered', status: 202 })
    expect(told[1]?.outcome).toEqual({ answered: 'done' })
  })

  test('is not called back when the reader goes on, and what becomes of it is told all the same', async () => {
    const going = new AbortController()
    answers = [() => new Promise((resolve) => setTimeout(() => resolve(PROXY(502)), 500))]
    vote(going.signal)
    going.abort()
    await pass(500)
    expect(came[0]?.signal).toBeUndefined()
    expect(told).toMatchObject([{ outcome: { fault: 'broken' } }])
  })

  test('an earlier try says nothing any more once it was sent again', async () => {
    answers = [() => new Promise((resolve) => setTimeout(() => resolve(PROXY(502)), 20_000)), DONE]
    vote()
    await pass(15_000)
    vote()
    await pass(10_000)
    expect(told.map(({ outcome }) => outcome)).toEqual([{ fault: 'silent' }, { answered: 'done' }])
  })

  test('after an upgrade its address is not found out by another version of the forum', async () => {
    answers = [() => new Response(null, { status: 204, headers: { 'X-Remix-Reload-Document': 'true' } })]
    const request = ask('/__manifest?p=%2Fposts%2F5%2Fvote&version=old')
    await pass()
    expect(request.is).toBe('waiting')
    expect(told).toMatchObject([{ path: '/posts/5/vote', purpose: 'send', outcome: { fault: 'outdated' } }])
  })
})

describe('what is loaded', () => {
  test('a page that does not open waits for somebody to try again', async () => {
    Object.assign(navigation, {
      state: 'loading',
      formMethod: undefined,
      location: { pathname: '/tags', search: '?q=a', hash: '' },
    })
    answers = [() => PROXY(503)]
    const request = ask('/tags.data?q=a')
    await pass(600_000)
    expect(request.is).toBe('waiting')
    expect(told).toMatchObject([{ path: '/tags?q=a', purpose: 'open', outcome: { fault: 'broken' } }])
    told[0]?.again()
    await pass()
    expect(request).toEqual({ is: 'answered', status: 202 })
  })

  test('what shows something that was sent is tried again by itself', async () => {
    Object.assign(navigation, { state: 'loading' })
    answers = [() => PROXY(503), () => PROXY(503)]
    const request = ask('/questions/1.data')
    await pass()
    expect(told).toMatchObject([{ purpose: 'after', outcome: { fault: 'broken' } }])
    await pass(2_000 + 5_000)
    expect(request.is).toBe('answered')
  })

  test('what a page loads by itself is tried again without a word, and stops with the page', async () => {
    Object.assign(navigation, { state: 'idle' })
    answers = [() => Promise.reject(new TypeError('Failed to fetch'))]
    const gone = new AbortController()
    const request = ask('/questions/1.data', { signal: gone.signal })
    await pass()
    expect(request.is).toBe('waiting')
    gone.abort()
    await pass(600_000)
    expect(request.is).toBe('failed')
    expect(came).toHaveLength(1)

    // The thread was hidden meanwhile: whoever writes in it keeps the page.
    answers = [() => new Response('[]', { status: 404, headers: DATA })]
    const hidden = ask('/questions/1.data')
    await pass(600_000)
    expect(hidden.is).toBe('waiting')
    expect(told).toEqual([])
  })
})

test('other requests pass as they are', async () => {
  answers = [() => PROXY(502)]
  const status = await window
    .fetch('/preview' as never, {})
    .then((answer) => answer.status)
    .catch((error) => error)
  expect(status).toBe(502)
})

test('a refusal is read from what the router would decode', () => {
  expect(refusalIn('[{"_1":2},"data",{}]\n')).toBeUndefined()
  expect(refusalIn('[{"_1":2},"error",["ErrorResponse",3,4,5],"Error: no action",405,"Method Not Allowed"]')).toBe(
    'broken',
  )
  expect(
    refusalIn(
      '[{"_1":2},"error",["ErrorResponse",3,10,11],{"_4":5,"_6":7},"code","vote.up","figures",{"_8":9},"points",15,403,""]',
    ),
  ).toEqual({ code: 'vote.up', figures: { points: 15 } })
})

import { type AddressInfo, connect, createServer } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp } from '#tests/support/app.ts'
import { createAccounts, inDatabaseOf } from '#tests/support/people.ts'
import { picture } from '#tests/support/uploads.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Ana: [], Ben: [], Mo: ['moderator'] })
})
afterAll(() => app?.stop())

type Send = { form?: Record<string, string>; cookie?: string; headers?: Record<string, string>; method?: string }

/** A browser without JavaScript, as far as HTTP goes. */
function send(path: string, { form, cookie, headers, method }: Send = {}) {
  return fetch(`${app.url}${path}`, {
    method: method ?? (form ? 'POST' : 'GET'),
    redirect: 'manual',
    headers: { ...(cookie ? { Cookie: cookie } : {}), ...(form ? { Origin: app.url } : {}), ...headers },
    body: form ? new URLSearchParams(form) : undefined,
  })
}

async function cookieOf(name: string): Promise<string> {
  const response = await send('/sign-in', {
    form: { email: `${name.toLowerCase()}@example.org`, password: 'a long enough sentence', to: '/' },
  })
  expect(response.status).toBe(302)
  return (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
}

const question = {
  title: 'How do I open the lid of the hub?',
  body: 'It does not move at all when I pull on it.',
  tags: 'setup',
  step: 'post',
  // Asked more than once below, by people who were shown that it is there already.
  reviewed: 'yes',
}

async function ask(cookie: string): Promise<number> {
  const categoryId = await inDatabaseOf(app.databaseUrl, async (db) => {
    const category = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
    return category.id
  })
  const response = await send('/ask', { form: { ...question, categoryId: String(categoryId) }, cookie })
  expect(response.status).toBe(302)
  return Number(/questions\/(\d+)/.exec(response.headers.get('Location') ?? '')?.[1])
}

describe('headers', () => {
  test('a page allows no script but its own, no frame, no sniffing', async () => {
    const response = await send('/')
    const policy = response.headers.get('Content-Security-Policy') ?? ''
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
    expect(scripts).toMatch(/^'self' 'nonce-[\w+/=]{20,}'$/)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self'")
    expect(policy).toContain("base-uri 'none'")
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(response.headers.get('Referrer-Policy')).toBe('strict-origin-when-cross-origin')
    expect(response.headers.get('X-Powered-By')).toBeNull()

    const html = await response.text()
    const nonce = /'nonce-([^']+)'/.exec(scripts)?.[1] ?? ''
    const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)([^>]*)>/g)].map(([, attributes = '']) => attributes)
    expect(inline.length).toBeGreaterThan(0)
    for (const attributes of inline) expect(attributes).toContain(`nonce="${nonce}"`)
  })

  test('two pages never share a nonce', async () => {
    const nonces = await Promise.all([1, 2].map(async () => (await send('/')).headers.get('Content-Security-Policy')))
    expect(nonces[0]).not.toBe(nonces[1])
  })

  test('the session cookie is httpOnly and SameSite, and Secure behind https', async () => {
    const form = { email: 'ana@example.org', password: 'a long enough sentence' }
    const [cookie = ''] = (await send('/sign-in', { form })).headers.getSetCookie()
    expect(cookie).toMatch(/^entraide_session=\w+;/)
    expect(cookie).toContain('HttpOnly')
    expect(cookie).toContain('SameSite=Lax')
    expect(cookie).not.toContain('Secure')

    const port = await freePort()
    const secured = await startApp({ variables: { PUBLIC_URL: 'https://help.example.org', PORT: String(port) } })
    try {
      await createAccounts(secured.databaseUrl, { Ana: [] })
      const response = await fetch(`http://127.0.0.1:${port}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        headers: { Origin: 'https://help.example.org' },
        body: new URLSearchParams(form),
      })
      expect(response.headers.getSetCookie()[0]).toContain('Secure')
      expect(response.headers.get('Strict-Transport-Security')).toContain('max-age=31536000')

      // A stranger may point a name of his own here, and read what a browser then takes for his pages.
      const ofHost = async (host: string) => (await raw(port, `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).status
      expect(await ofHost('evil.example')).toBe(421)
      expect(await ofHost('help.example.org.evil.example')).toBe(421)
      for (const host of [
        'help.example.org',
        'help.example.org:443',
        'HELP.example.org',
        '127.0.0.1:80',
        '[::1]',
        'web',
      ]) {
        expect(await ofHost(host)).toBe(200)
      }
    } finally {
      await secured.stop()
    }
  })
})

describe('caches', () => {
  test('a page is of one person and one language, and the browser keeps none of somebody signed in', async () => {
    const cookie = await cookieOf('Ana')
    for (const path of ['/', '/questions', '/nothing/here', '/questions.data', '/tags/nothing']) {
      const [visitor, member] = [await send(path), await send(path, { cookie })]
      expect(visitor.headers.get('Cache-Control')).toBe('private, no-cache')
      expect(member.headers.get('Cache-Control')).toBe('private, no-store')
      for (const { headers } of [visitor, member]) expect(headers.get('Vary')).toContain('Cookie, Accept-Language')
    }
    expect((await send('/search/suggestions')).headers.get('Cache-Control')).toBe('no-store')
    expect((await send('/icons.svg')).headers.get('Cache-Control')).toBe('public, max-age=86400')
  })
})

describe('odd requests', () => {
  test.each([
    ['a method that no page has', 'TRACE / HTTP/1.1\r\nHost: localhost', 405],
    ['another one', 'PROPFIND / HTTP/1.1\r\nHost: localhost', 405],
    ['a host with a path', 'GET / HTTP/1.1\r\nHost: localhost/a', 400],
    ['a host with an account', 'GET / HTTP/1.1\r\nHost: a@localhost', 400],
    ['a host with a blank', 'GET / HTTP/1.1\r\nHost: local host', 400],
    ['a host that is no address', 'GET / HTTP/1.1\r\nHost: 1.2.3.4.5', 400],
    ['a host with a port that is none', 'GET / HTTP/1.1\r\nHost: localhost:99999', 400],
    ['an empty host', 'GET / HTTP/1.1\r\nHost: ', 400],
    ['a whole address', 'GET http://evil.example/ HTTP/1.1\r\nHost: localhost', 400],
    ['no path', 'OPTIONS * HTTP/1.1\r\nHost: localhost', 400],
    ['a backslash', 'GET /\\evil.example HTTP/1.1\r\nHost: localhost', 400],
    ['an encoded backslash', 'GET /%5C HTTP/1.1\r\nHost: localhost', 400],
    ['one further on', 'GET /tags/a%5cb HTTP/1.1\r\nHost: localhost', 400],
    ['half a letter', 'GET /tags/%E9 HTTP/1.1\r\nHost: localhost', 400],
    [
      'another protocol, said by nobody whom we trust',
      'GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-Proto: a b',
      200,
    ],
  ])('%s: %s answers %i', async (_, head, status) => {
    expect((await raw(Number(new URL(app.url).port), `${head}\r\nConnection: close\r\n\r\n`)).status).toBe(status)
  })

  test.each([
    ['a long address', `/search?q=${'a'.repeat(8_000)}`, 414],
    ['a long path', `/tags/${'a'.repeat(2_000)}`, 414],
    ['many segments', '/a'.repeat(7_000), 414],
    ['empty segments', '/'.repeat(30), 414],
    ['as many segments as may be', '/a'.repeat(20), 404],
    ['many parameters', `/search?${'a&'.repeat(200)}`, 414],
    ['some parameters', `/search?${'a&'.repeat(90)}`, 200],
  ])('%s answers with a word instead of work', async (_, path, status) => {
    expect((await send(path)).status).toBe(status)
  })

  test('a body that no page reads keeps its connection from no other request', async () => {
    const head = (length: number, after: string) =>
      `POST /searches/openings HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n${'a'.repeat(length)}${after}`
    const second = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
    const { answers } = await raw(Number(new URL(app.url).port), head(900_000, second), { untilClosed: true })
    expect(answers).toEqual([204, 200])
  })

  test('a body is not read without end after it was refused', async () => {
    const head = 'POST /ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000000000\r\n\r\n'
    const { status, sent } = await raw(Number(new URL(app.url).port), head, { endless: true })
    expect(status).toBe(413)
    expect(sent).toBeLessThan(1_000_000_000)
  })
})

describe('the discovery of routes', () => {
  test('names those behind each link, for the longest list that a page may ask for', async () => {
    const html = await (await send('/')).text()
    const version =
      /"version":"([^"]+)"/.exec(html.replaceAll('\\"', '"'))?.[1] ?? /manifest-(\w+)/.exec(html)?.[1] ?? ''
    const ask = async (paths: string[]) =>
      send(`/__manifest?${new URLSearchParams([...paths.map((path) => ['p', path]), ['version', version]])}`)
    const found = await ask(['/questions/12', '/users/3/answers', '/tags/setup', '/nothing/here'])
    expect(found.status).toBe(200)
    expect(found.headers.get('Cache-Control')).toContain('immutable')
    const routes = Object.values((await found.json()) as Record<string, { path?: string }>).map(({ path }) => path)
    expect(routes).toEqual(
      expect.arrayContaining(['questions/:threadId', 'users/:userId', 'answers', 'tags/:name', '*']),
    )
    expect(routes).not.toContain('desk')

    const many = await ask(Array.from({ length: 300 }, (_, index) => `/questions/${index}-a`))
    expect(many.status).toBe(200)
    const older = await send('/__manifest?p=/questions&version=older')
    expect([older.status, older.headers.get('X-Remix-Reload-Document')]).toEqual([204, 'true'])
  })
})

describe('unsafe requests', () => {
  test.each([
    ['another site', { Origin: 'https://evil.example' }],
    ['a site of a longer name', { Origin: 'http://localhost.evil.example' }],
    ['nowhere that it would say', { Origin: 'null' }],
    ['another site, said by the browser alone', { 'Sec-Fetch-Site': 'cross-site' }],
  ])('from %s are refused', async (_, headers) => {
    const response = await send('/preferences', { method: 'POST', headers })
    expect(response.status).toBe(403)
  })

  test('a body of 10 MB is refused before it is read, and nothing is written', async () => {
    const cookie = await cookieOf('Ana')
    const before = await countPosts()
    const response = await send('/ask', { form: { ...question, body: 'x'.repeat(10_000_000) }, cookie })
    expect(response.status).toBe(413)
    expect(await countPosts()).toBe(before)
  })

  test('a file may be larger than a form, and is served so that nothing in it runs', async () => {
    const cookie = await cookieOf('Mo')
    const attach = (name: string, body: string | Uint8Array) =>
      fetch(`${app.url}/attachments`, {
        method: 'POST',
        headers: { Cookie: cookie, Origin: app.url, 'X-File-Name': name, 'Content-Type': '' },
        body: body as BodyInit,
      })
    const kept = await attach('a.log', '<script>alert(1)</script>'.padEnd(7_900_000, '.'))
    expect(kept.status).toBe(201)
    const { url } = (await kept.json()) as { url: string }
    const file = await send(url, { cookie })
    expect((await file.text()).length).toBe(7_900_000)
    expect(file.headers.get('Content-Security-Policy')).toBe("sandbox; default-src 'none'")
    expect(file.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(file.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(file.headers.get('Content-Disposition')).toMatch(/^attachment;/)
    expect((await send(url)).status).toBe(404)

    const large = await attach('b.log', '.'.repeat(21_000_000))
    expect([large.status, ((await large.json()) as { message: string }).message]).toEqual([
      413,
      'This file is too large: at most 20 MB.',
    ])
    const image = await attach('c.png', await picture('png'))
    expect([image.status, await image.json()]).toMatchObject([201, { width: 64 }])
    const foreign = await send('/attachments', { method: 'POST', cookie, headers: { Origin: 'https://evil.example' } })
    expect(foreign.status).toBe(403)
  })

  test('a form is not a page: its address alone answers with the page of a wrong method or not found', async () => {
    for (const path of ['/posts/1/vote', '/answers/1/acceptance', '/questions/1/views']) {
      expect((await send(path)).status).toBeGreaterThanOrEqual(400)
      expect((await send(path)).status).toBeLessThan(500)
    }
  })
})

/**
 * Requests as they go over the line, for what no client would send: the statuses of the answers, and how much was sent
 * until the connection was closed, by us after the first answer unless we wait for the other side.
 */
function raw(
  port: number,
  head: string,
  { endless = false, untilClosed = endless }: { endless?: boolean; untilClosed?: boolean } = {},
) {
  return new Promise<{ status: number | undefined; answers: number[]; sent: number }>((resolve) => {
    let received = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(head))
    const more = Buffer.alloc(100_000, 'a')
    const goOn = () => socket.writable && socket.write(more, goOn)
    if (endless) socket.once('connect', goOn)
    socket.on('data', (part) => {
      received += part.toString('latin1')
      if (!untilClosed) socket.destroy()
    })
    socket.on('error', () => {})
    socket.once('close', () => {
      const answers = [...received.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => Number(match[1]))
      resolve({ status: answers[0], answers, sent: socket.bytesWritten })
    })
  })
}

function freePort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

function countPosts(): Promise<number> {
  return inDatabaseOf(app.databaseUrl, async (db) => {
    const row = await db
      .selectFrom('posts')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return row.count
  })
}

describe('bad input', () => {
  test.each([
    ['/questions/999999', 404],
    ['/questions/0', 404],
    ['/questions/abc', 404],
    ['/questions/99999999999999999999', 404],
    ['/questions/1%00', 404],
    ['/users/999999', 404],
    ['/kb/articles/999999', 404],
    ['/tags/nobody-uses-this', 404],
    ['/categories/none', 404],
    ['/questions?after=nonsense', 200],
    ['/questions?sort=score&after=WyIyMDI2LTAxLTAxIDAwOjAwOjAwIiwxXQ', 200],
    ['/questions?sort=sideways&filter=none', 200],
    ['/users?name=%25%27%3Bdrop', 200],
    ['/nothing/here', 404],
  ])('%s answers %i', async (path, status) => {
    const response = await send(path)
    expect(response.status).toBe(status)
    const text = await response.text()
    expect(text).toContain('<html')
    expect(text).not.toMatch(/at \w+ \(|node_modules|\.ts:\d+/)
  })

  test('a refused question comes back with its errors beside the fields and all that was typed', async () => {
    const cookie = await cookieOf('Ana')
    const before = await countPosts()
    const form = {
      ...question,
      title: 'Too short',
      tags: '',
      body: 'What I typed & would hate to lose',
      categoryId: '',
    }
    const response = await send('/ask', { form, cookie })
    expect(response.status).toBe(422)
    const html = await response.text()
    expect(html).toContain('At least 10 characters')
    expect(html).toContain('What I typed &amp; would hate to lose')
    expect(html).toMatch(/aria-invalid="true"[^>]*aria-describedby="field-title-error/)
    expect(await countPosts()).toBe(before)
  })

  test('a body over the limit comes back whole', async () => {
    const cookie = await cookieOf('Ana')
    const threadId = await ask(cookie)
    const body = `${'long '.repeat(6001)}end`
    const response = await send(`/questions/${threadId}`, { form: { body }, cookie })
    expect(response.status).toBe(422)
    const html = await response.text()
    expect(html).toContain('At most 30000 characters')
    expect(html).toContain(body)
  })

  test('who is not signed in is led to sign in, and back', async () => {
    const response = await send('/drafts')
    expect(response.status).toBe(302)
    expect(response.headers.get('Location')).toBe('/sign-in?to=%2Fdrafts')
    const expired = await send('/ask', {
      form: question,
      cookie: 'entraide_session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    })
    expect(expired.headers.getSetCookie().join()).toContain('entraide_session=;')
    expect(expired.status).toBe(401)
    const html = await expired.text()
    expect(html).toContain('action="/ask"')
    expect(html).toContain(question.body)
    expect(html).toMatch(/<input type="hidden" name="tags" value="setup"/)
    // A button alone has nothing to keep.
    const vote = await send('/posts/1/vote', { form: { value: '1' } })
    expect(vote.headers.get('Location')).toBe('/sign-in?to=%2F')
  })

  test('what is not yours is refused with the right status', async () => {
    const [ana, ben] = await Promise.all([cookieOf('Ana'), cookieOf('Ben')])
    const threadId = await ask(ana)
    const questionId = await inDatabaseOf(app.databaseUrl, async (db) => {
      const thread = await db
        .selectFrom('threads')
        .where('id', '=', threadId)
        .select('questionId')
        .executeTakeFirstOrThrow()
      return thread.questionId
    })
    expect((await send(`/posts/${questionId}/edit`, { cookie: ben })).status).toBe(403)
    expect((await send(`/posts/${questionId}/deletion`, { form: {}, cookie: ben })).status).toBe(403)
    const ownVote = await send(`/posts/${questionId}/vote`, {
      form: { value: '1' },
      cookie: ana,
      headers: { Accept: 'text/html' },
    })
    expect(ownVote.status).toBe(403)
    expect(await ownVote.text()).toContain(`href="/posts/${questionId}"`)
    expect((await send(`/posts/${questionId}`)).headers.get('Location')).toBe(
      `/questions/${threadId}#post-${questionId}`,
    )
    expect((await send(`/posts/${questionId}/vote`, { form: { value: '7' }, cookie: ben })).status).toBe(422)
    expect((await send(`/questions/${threadId}/closure`, { form: { reason: 'off_topic' }, cookie: ben })).status).toBe(
      403,
    )
    for (const path of ['/desk', '/review', '/admin/policies', '/admin/audit', '/kb/drafts']) {
      expect((await send(path, { cookie: ben })).status, path).toBe(403)
    }
  })

  test('what is no form, or half a form, is refused as such', async () => {
    for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain']) {
      const headers = { 'Content-Type': type }
      const response = await fetch(`${app.url}/sign-in`, { method: 'POST', headers, body: '{"email":' })
      expect(response.status, type).toBe(422)
    }
  })

  test('a form without JavaScript is refused with a page that says why', async () => {
    const threadId = await ask(await cookieOf('Ana'))
    const headers = { Accept: 'text/html' }
    const cookie = await cookieOf('Ben')
    await send('/preferences', { form: { locale: 'fr' }, cookie })
    const refused = await send(`/questions/${threadId}/protection`, { form: {}, cookie, headers })
    expect(refused.status).toBe(403)
    const page = await refused.text()
    expect(page).toContain('<h1')
    // In the frame of any other page: its reader's language and account, and scripts that may run.
    expect(page).toContain('<html lang="fr"')
    expect(page).toMatch(/Compte de Ben/)
    const nonce = /'nonce-([^']+)'/.exec(refused.headers.get('Content-Security-Policy') ?? '')?.[1]
    expect(page).toContain(`nonce="${nonce}"`)
    await send('/preferences', { form: { locale: 'en' }, cookie })
    const read = await send('/posts/1/vote', { headers })
    expect(read.status).toBe(405)
    expect(await read.text()).toContain('<h1')
  })

  test('a way back to another site is not followed', async () => {
    for (const to of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/.//evil.example',
    ]) {
      const response = await send('/sign-in', {
        form: { email: 'ben@example.org', password: 'a long enough sentence', to },
      })
      expect(response.headers.get('Location')).toBe('/')
    }
  })
})

describe('signing in', () => {
  test('a wrong password and an unknown address get the same page', async () => {
    const pages = await Promise.all(
      ['mo@example.org', 'nobody@example.org'].map(async (email) => {
        const response = await send('/sign-in', { form: { email, password: 'not the password' } })
        const main = /<form method="post" class="panel.*?<\/form>/s.exec(await response.text())?.[0] ?? ''
        return { status: response.status, main: main.replaceAll(email, '') }
      }),
    )
    expect(pages[0]?.main).toContain('Wrong e-mail address or password.')
    expect(pages[0]).toEqual(pages[1])
  })

  test('signing up with a known address looks like signing up with a new one, and changes nothing', async () => {
    const sign = (email: string) =>
      send('/sign-up', { form: { name: 'Someone', email, password: 'another long sentence' } })
    const [known, fresh] = await Promise.all([sign('mo@example.org'), sign('fresh@example.org')])
    expect(known.status).toBe(302)
    expect(known.headers.get('Location')).toBe(fresh.headers.get('Location'))
    // The address as it was typed, for the next form.
    const cookies = (answer: Response) =>
      answer.headers.getSetCookie().map((cookie) => cookie.replace(/=\w+%40/, '=…%40'))
    expect(cookies(known)).toEqual(cookies(fresh))
    expect(await cookieOf('Mo')).toContain('entraide_session=')
  })

  test('the sixth try in a quarter of an hour waits, whether or not the account exists', async () => {
    for (const email of ['mo@example.org', 'ghost@example.org']) {
      const statuses: number[] = []
      for (let i = 0; i < 7; i++) {
        const response = await send('/sign-in', { form: { email, password: 'guess' } })
        statuses.push(response.status)
        if (response.status === 429) {
          expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(60)
          expect(await response.text()).toContain('Too many attempts')
        }
      }
      expect(statuses.at(-1)).toBe(429)
      // The test before has used up tries of the first address.
      expect(statuses.filter((status) => status === 403).length).toBeGreaterThanOrEqual(3)
    }
  })
})

test('requests whose connection PostgreSQL ends are answered 503, and the forum goes on', async () => {
  const cookie = await cookieOf('Ana')
  const id = await ask(cookie)
  const categoryId = await inDatabaseOf(app.databaseUrl, async (db) => {
    const category = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
    return String(category.id)
  })
  await inDatabaseOf(app.databaseUrl, async (db) => {
    const waiting = async (): Promise<number> => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count from pg_stat_activity
        where application_name = 'entraide' and pid <> pg_backend_pid() and wait_event_type = 'Lock'`.execute(db)
      return rows[0]?.count ?? 0
    }
    const answers = await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      await sql`lock table threads`.execute(trx)
      const requests = [
        send(`/questions/${id}`),
        send(`/questions/${id}.data`),
        send('/ask', { form: { ...question, title: 'Where is the lid of the hub made?', categoryId }, cookie }),
        send(`/questions/${id}/me-too`, { form: {} }),
      ]
      // One page can wait with several connections, so all have come when no more come for a while.
      let before = 0
      await expect
        .poll(
          async () => {
            const [last, now] = [before, await waiting()]
            before = now
            return now >= requests.length && now === last
          },
          { interval: 700 },
        )
        .toBe(true)
      // A restart or a failover ends every connection of the forum, idle ones and the one that listens too. Again and
      // again, for on a busy machine a request may come late.
      let answered = false
      const all = Promise.all(requests).finally(() => {
        answered = true
      })
      const end = async () => {
        await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name like 'entraide%' and datname = current_database()
            and pid not in (pg_backend_pid(), ${rows[0]?.pid ?? 0})`.execute(db)
        return answered
      }
      await expect.poll(end, { interval: 700 }).toBe(true)
      return all
    })
    for (const response of answers) {
      expect([response.url, response.status]).toEqual([response.url, 503])
      expect(Number(response.headers.get('Retry-After'))).toBeGreaterThan(0)
    }
    expect(await answers[0]?.text()).toContain('The database is not responding.')
  })
  for (const path of ['/', `/questions/${id}`, '/readyz']) expect((await send(path)).status).toBe(200)
})

describe('languages', () => {
  test.each([
    [{ 'Accept-Language': 'fr-CA,fr;q=0.9,en;q=0.5' }, 'fr'],
    [{ 'Accept-Language': 'de,en;q=0.8,fr;q=0.7' }, 'en'],
    [{ 'Accept-Language': 'de' }, 'en'],
    [{ 'Accept-Language': 'en', Cookie: 'entraide_locale=fr' }, 'fr'],
  ])('%o reads %s', async (headers, locale) => {
    const html = await (await send('/', { headers: headers as Record<string, string> })).text()
    expect(html).toContain(`<html lang="${locale}"`)
  })
})

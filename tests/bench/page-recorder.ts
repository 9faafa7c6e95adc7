import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { loadEnv, setDatabaseUrl } from '#app/platform/env.ts'

export type PageKind = 'thread' | 'list' | 'search'
export type Statement = { text: string; values: unknown[] }
export type RecordedPage = {
  kind: PageKind
  path: string
  signedIn: boolean
  headers: Record<string, string>
  html: string
  compressed: number
  /** What the page asks of PostgreSQL; statements of one stage run at the same time. */
  stages: Statement[][]
}

/** Five threads with answers, from a short one to a long one, the list that they are in, and words of their titles. */
export async function choosePages(databaseUrl: string): Promise<Array<{ kind: PageKind; path: string }>> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client
    .query<{ id: string; title: string }>(`
    with sized as (
      select threads.id, threads.title, ntile(100) over (order by sum(length(posts.html)), threads.id) as share
      from threads join posts on posts.thread_id = threads.id
      where threads.answer_count > 0 and threads.audience = 'public' and threads.question_state = 'visible'
      group by threads.id
    )
    select min(id) as id, min(title) as title from sized where share in (10, 30, 50, 70, 90) group by share order by share`)
    .finally(() => client.end())

  const words = rows.map(({ title }) =>
    title
      .split(/[^\p{L}]+/u)
      .sort((a, b) => b.length - a.length)
      .slice(0, 2)
      .join(' '),
  )
  return [
    ...rows.map(({ id }) => ({ kind: 'thread' as const, path: `/questions/${id}` })),
    { kind: 'list', path: '/questions' },
    ...words.slice(1, 4).map((query) => ({ kind: 'search' as const, path: `/search?q=${encodeURIComponent(query)}` })),
  ]
}

/** Asks each page of the built forum once as a visitor and once as a member, and listens to what PostgreSQL is asked. */
export async function recordPages(
  databaseUrl: string,
  chosen: Array<{ kind: PageKind; path: string }>,
): Promise<RecordedPage[]> {
  loadEnv()
  setDatabaseUrl(databaseUrl)
  const listener = listen()
  const { startWeb } = await import('#app/server/web.ts')
  const web = await startWeb({ host: '127.0.0.1', port: 0, dev: false })
  const cookie = await openAccount()

  const pages: RecordedPage[] = []
  for (const { kind, path } of chosen) {
    for (const signedIn of [false, true]) {
      const headers: Record<string, string> = signedIn ? { cookie } : {}
      // The first time opens connections and fills what the process keeps.
      await fetch(web.url + path, { headers })
      listener.start()
      const answer = await fetch(web.url + path, { headers: { ...headers, 'accept-encoding': 'identity' } })
      const html = await answer.text()
      if (answer.status !== 200) {
        console.error(`${path} answers ${answer.status}: left out.`)
        continue
      }
      pages.push({ kind, path, signedIn, headers, html, compressed: gzipSync(html).length, stages: listener.stop() })
    }
  }
  await web.close()
  listener.end()
  return pages
}

async function openAccount(): Promise<string> {
  const [{ signUp }, { openSession }, { db }] = await Promise.all([
    import('#app/domain/users/sign-up.ts'),
    import('#app/web/session.server.ts'),
    import('#db/client.server.ts'),
  ])
  const email = `reader-${Date.now()}@example.org`
  const { id } = await signUp(db, { name: 'Reader', email, password: 'as long as it takes' })
  const cookie = await openSession(id, { secure: false })
  await db.destroy()
  return cookie.split(';', 1)[0] ?? ''
}

function listen() {
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown
  let stages: Statement[][] = []
  let running = 0
  pg.Client.prototype.query = function (this: pg.Client, first: unknown, ...rest: unknown[]) {
    const { text, values } =
      typeof first === 'object' ? (first as Statement) : { text: first as string, values: rest[0] }
    const result = original.call(this, first, ...rest)
    if (running === 0) stages.push([])
    running++
    stages.at(-1)?.push({ text, values: (values ?? []) as unknown[] })
    void Promise.resolve(result).finally(() => running--)
    return result
  } as typeof pg.Client.prototype.query

  return {
    start: () => {
      stages = []
      running = 0
    },
    stop: () => {
      const heard = stages
      stages = []
      return heard
    },
    end: () => {
      pg.Client.prototype.query = original as typeof pg.Client.prototype.query
    },
  }
}

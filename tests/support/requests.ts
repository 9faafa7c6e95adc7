import type { AppLoadContext } from '@remix-run/node'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'

type Handler<Result> = (args: {
  request: Request
  params: Record<string, string>
  context: AppLoadContext
}) => Promise<Result> | Result

type Asked = {
  viewer?: Viewer
  params?: Record<string, string | number>
  locale?: Locale
  /** Sent by the page itself; otherwise a form is sent by the browser, as without JavaScript. */
  byScript?: boolean
  ip?: string
  secure?: boolean
  cookie?: string
  userAgent?: string
}

/** The outcome of a request: a page's data or a redirect, whether the route returned or threw it. */
export type Answer = { status: number; location: string | null; data: unknown; cookies: string[] }

export const get = (loader: Handler<unknown>, path: string, asked: Asked = {}): Promise<Answer> =>
  answerOf(loader, new Request(`http://localhost${path}`, { headers: headersOf(asked) }), asked)

export const post = (action: Handler<unknown>, fields: Record<string, string>, asked: Asked = {}): Promise<Answer> =>
  answerOf(
    action,
    new Request('http://localhost/', {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: headersOf(asked),
    }),
    asked,
  )

const headersOf = ({ cookie, userAgent }: Asked): Record<string, string> => ({
  ...(cookie === undefined ? {} : { Cookie: cookie }),
  ...(userAgent === undefined ? {} : { 'User-Agent': userAgent }),
})

async function answerOf(handle: Handler<unknown>, request: Request, asked: Asked): Promise<Answer> {
  const viewer = asked.viewer ?? null
  const context: AppLoadContext = {
    nonce: '',
    ip: asked.ip ?? '127.0.0.1',
    secure: asked.secure ?? false,
    isDocument: request.method === 'POST' && !asked.byScript,
    viewer: async () => viewer,
    locale: async () => asked.locale ?? 'en',
    region: async () => asked.locale ?? 'en',
    timeZone: async () => ({ name: viewer?.timeZone ?? 'UTC', isChosen: Boolean(viewer?.timeZone) }),
    languageFirst: async () => asked.locale ?? 'en',
    theme: async () => 'system',
    browserKey: async () => 'a-browser-of-the-tests',
    knownBrowserKey: async () => 'a-browser-of-the-tests',
    recordStep: async () => {},
  }
  const params = Object.fromEntries(Object.entries(asked.params ?? {}).map(([name, value]) => [name, String(value)]))
  const result = await Promise.resolve()
    .then(() => handle({ request, params, context }))
    .catch((thrown) => {
      if (thrown instanceof Error) throw thrown
      return thrown
    })

  if (result instanceof Response) {
    return {
      status: result.status,
      location: result.headers.get('Location'),
      data: undefined,
      cookies: result.headers.getSetCookie(),
    }
  }
  // A result of `data()`: a value with its status.
  const framed = result as { type?: string; data?: unknown; init?: ResponseInit | null }
  if (framed?.type === 'DataWithResponseInit') {
    const cookies = new Headers(framed.init?.headers).getSetCookie()
    return { status: framed.init?.status ?? 200, location: null, data: framed.data, cookies }
  }
  return { status: 200, location: null, data: result, cookies: [] }
}

import { Readable } from 'node:stream'
import {
  type ActionFunction,
  type AppLoadContext,
  createRequestHandler,
  type ServerBuild,
  data as withInit,
  writeReadableStreamToWritable,
} from '@remix-run/node'
import type { Request as ExpressRequest, Response as ExpressResponse, RequestHandler } from 'express'
import { log } from '#app/platform/log.ts'
import { createDiscovery, createSubBuilds } from '#app/server/sub-builds.ts'
import { htmlOf } from '#app/web/html-response.ts'
import type { HttpError } from '#app/web/http.ts'
import { isConnectionLoss } from '#db/connection-loss.ts'

type GetLoadContext = (req: ExpressRequest, res: ExpressResponse) => AppLoadContext

/**
 * Does what the Express adapter of Remix does, for pages that are whole strings: they are written at once instead of
 * through a stream, and matched against few routes.
 */
export function createRemixHandler(build: ServerBuild, mode: string, getLoadContext: GetLoadContext): RequestHandler {
  const ours = withOutages(build)
  const data = createAnswers(ours, mode)
  const pages = createAnswers(withPagesOfRefusal(withWordOnSaving(ours)), mode)
  const discover = createDiscovery(build)

  return async (req, res, next) => {
    try {
      if (req.path === '/__manifest') return await send(res, discover(toRequest(req, res).url), req.method)
      isolate(req, res)
      const answer = req.get('accept')?.includes('text/html') ? pages : data
      const request = toRequest(req, res)
      // As Remix reads it: without the `..` that a raw request can hold.
      const { pathname } = new URL(request.url)
      await send(res, await answer(pathname)(request, getLoadContext(req, res)), req.method)
    } catch (error) {
      next(error)
    }
  }
}

function createAnswers(build: ServerBuild, mode: string): (path: string) => ReturnType<typeof createRequestHandler> {
  const subBuildOf = createSubBuilds(build)
  const handlers = new Map<ServerBuild, ReturnType<typeof createRequestHandler>>()
  return (path) => {
    const part = subBuildOf(path)
    const known = handlers.get(part)
    if (known) return known
    const handler = createRequestHandler(part, mode)
    handlers.set(part, handler)
    return handler
  }
}

/**
 * A form that fails because of a fault of ours is answered by a page that says that nothing was saved: the command's
 * transaction was rolled back, and the fault is logged as others are.
 */
function withWordOnSaving(build: ServerBuild): ServerBuild {
  const routes = Object.entries(build.routes).map(([id, route]) => {
    const act = route?.module.action
    if (!route || !act) return [id, route]
    const action = (async (args) => {
      try {
        return await act(args)
      } catch (error) {
        if (!(error instanceof Error)) throw error
        build.entry.module.handleError?.(error, args)
        throw withInit({ code: 'form.not_saved', figures: {} } satisfies HttpError, { status: 500 })
      }
    }) satisfies ActionFunction
    return [id, { ...route, module: { ...route.module, action } }]
  })
  return { ...build, routes: Object.fromEntries(routes) }
}

/**
 * Remix treats a route without a component as a data route and answers its errors as JSON. Somebody who sends a form
 * without JavaScript needs a page. So such a route gets a component that shows nothing, and what it throws is shown by
 * the error page.
 */
function withPagesOfRefusal(build: ServerBuild): ServerBuild {
  const refuseReading = () => {
    throw new Response(null, { status: 405 })
  }
  const routes = Object.entries(build.routes).map(([id, route]) => {
    if (!route?.module.action || route.module.default) return [id, route]
    return [id, { ...route, module: { loader: refuseReading, ...route.module, default: () => null } }]
  })
  return { ...build, routes: Object.fromEntries(routes) }
}

/** In seconds: PostgreSQL needs about as long to start again, or another one to take its place. */
export const RETRY_AFTER = 5

/**
 * Remix makes 500 of every error. When the connection to PostgreSQL is lost, nothing is wrong with the request: it is
 * answered 503, and can be sent again soon.
 */
function withOutages(build: ServerBuild): ServerBuild {
  const guarded = <Work extends (args: never) => unknown>(work: Work): Work =>
    (async (args: never) => {
      try {
        return await work(args)
      } catch (error) {
        if (!isConnectionLoss(error)) throw error
        log.warn({ err: error }, 'A request met a lost connection')
        const told: HttpError = { code: 'server.unavailable', figures: {} }
        throw withInit(told, { status: 503, headers: { 'Retry-After': String(RETRY_AFTER) } })
      }
    }) as unknown as Work
  const routes = Object.entries(build.routes).map(([id, route]) => {
    if (!route) return [id, route]
    const { loader, action } = route.module
    const module = {
      ...route.module,
      ...(loader && { loader: guarded(loader) }),
      ...(action && { action: guarded(action) }),
    }
    return [id, { ...route, module }]
  })
  return { ...build, routes: Object.fromEntries(routes) }
}

/**
 * A page depends on the person and the language: no cache in between may give it to somebody else, and the browser of
 * somebody who signs out shows none of them on the way back. A route may say otherwise.
 */
function isolate(req: ExpressRequest, res: ExpressResponse): void {
  const signedIn = req.headers.cookie?.includes('entraide_session=')
  res.setHeader('Cache-Control', signedIn ? 'private, no-store' : 'private, no-cache')
  res.vary('Cookie, Accept-Language')
}

function toRequest(req: ExpressRequest, res: ExpressResponse): Request {
  const headers = new Headers()
  const raw = req.rawHeaders
  for (let i = 0; i < raw.length; i += 2) headers.append(raw[i] as string, raw[i + 1] as string)
  // The origin of a form is checked already, with the public address too. Remix would compare it with the name that a
  // proxy uses for this process.
  headers.delete('Origin')

  const controller = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) controller.abort()
  })
  const init: RequestInit & { duplex?: 'half' } = { method: req.method, headers, signal: controller.signal }
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    init.body = Readable.toWeb(req) as ReadableStream<Uint8Array>
    init.duplex = 'half'
  }
  // A proxy can send any word as its protocol, and most of them begin no address.
  const url = new URL(`${req.secure ? 'https' : 'http'}://${req.get('host') ?? 'localhost'}${req.originalUrl}`)
  // An earlier kind of request for data, of which Remix complains in the log, whoever sends it.
  if (url.searchParams.has('_data')) url.searchParams.delete('_data')
  return new Request(url, init)
}

async function send(res: ExpressResponse, response: Response, method: string): Promise<void> {
  res.statusCode = response.status
  // Remix drops the headers of an error unless the route says otherwise.
  if (response.status === 503 && !response.headers.has('Retry-After')) res.setHeader('Retry-After', RETRY_AFTER)
  for (const [name, value] of response.headers) {
    // An answer that is not a page has its own, stricter policy instead of the one for pages.
    if (name === 'content-security-policy') res.setHeader(name, value)
    else if (name === 'cache-control') res.setHeader(name, value)
    else res.appendHeader(name, value)
  }

  const html = htmlOf(response)
  if (html !== undefined) {
    res.setHeader('Content-Length', html.length)
    res.end(method === 'HEAD' ? undefined : html)
  } else if (response.body) {
    await writeReadableStreamToWritable(response.body, res)
  } else {
    res.end()
  }
}

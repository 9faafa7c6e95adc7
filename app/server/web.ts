import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { ServerBuild } from '@remix-run/node'
import compression from 'compression'
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { ViteDevServer } from 'vite'
import { env } from '#app/platform/env.ts'
import { log } from '#app/platform/log.ts'
import { checkReady } from '#app/server/health.ts'
import { iconSprite } from '#app/server/icons.ts'
import { closeSlowly, refuseForeignForms, refuseLargeBodies, refuseOddRequests } from '#app/server/refuse-requests.ts'
import { createRemixHandler, RETRY_AFTER } from '#app/server/remix-handler.ts'
import { cleanForwarded } from '#app/web/client-address.ts'
import { isConnectionLoss } from '#db/connection-loss.ts'

const ROOT = join(import.meta.dirname, '../..')

type EntryModule = Pick<typeof import('../entry.server.tsx'), 'closeLiveStreams' | 'createLoadContext' | 'db'>

/** Starts the web server. `close` waits until requests in flight have finished. Rejects when the address is in use. */
export async function startWeb({ host, port, dev }: { host: string; port: number; dev: boolean }): Promise<{
  url: string
  close(): Promise<void>
}> {
  const vite = dev ? await startVite() : undefined
  const app = await createApp(vite)
  const server = createServer(app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const boundPort = typeof address === 'object' && address ? address.port : port

  return {
    url: `http://${host === '127.0.0.1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${boundPort}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if (vite) server.closeAllConnections()
      else await (await loadEntry()).closeLiveStreams()
      server.closeIdleConnections()
      await closed
      await vite?.close()
      if (!vite) await (await loadEntry()).db.destroy()
    },
  }
}

const loadBuild = async (): Promise<ServerBuild> => (await import('#build')) as ServerBuild
const loadEntry = async (): Promise<EntryModule> => (await loadBuild()).entry.module as unknown as EntryModule

async function createApp(vite: ViteDevServer | undefined): Promise<Express> {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', env.TRUST_PROXY)
  app.use((req, _res, next) => {
    cleanForwarded(req)
    next()
  })
  // Pages read their own query.
  app.set('query parser', false)

  app.use(closeSlowly)
  app.get('/healthz', (_req, res) => {
    res.type('text').send('ok')
  })
  app.get('/readyz', async (_req, res) => {
    const { db } = vite ? await import('#db/client.server.ts') : await loadEntry()
    const readiness = await checkReady(db)
    res.status(readiness.ok ? 200 : 503).json(readiness)
  })

  app.use(securityHeaders({ dev: vite !== undefined }))
  app.use(refuseOddRequests, refuseForeignForms, refuseLargeBodies)
  app.use(compression())

  const sprite = await iconSprite()
  app.get('/icons.svg', (_req, res) => {
    res.set('Cache-Control', 'public, max-age=86400').type('image/svg+xml').send(sprite)
  })
  if (vite) app.use(vite.middlewares)
  else {
    app.use(
      '/assets',
      express.static(join(ROOT, 'build/client/assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
    )
    // The disk is read only for paths of the static folders, not for every page.
    const files = express.static(join(ROOT, 'build/client'), { maxAge: '1h' })
    const names = new Set(await readdir(join(ROOT, 'build/client')))
    app.use((req, res, next) => (names.has(req.path.split('/')[1] ?? '') ? files(req, res, next) : next()))
  }

  app.all('*', vite ? devHandler(vite) : await builtHandler())
  app.use(sendError)
  return app
}

async function builtHandler(): Promise<RequestHandler> {
  const build = await loadBuild()
  const { createLoadContext } = await loadEntry()
  return createRemixHandler(build, env.NODE_ENV, createLoadContext)
}

async function startVite(): Promise<ViteDevServer> {
  const { createServer: createVite } = await import('vite')
  return createVite({ root: ROOT, server: { middlewareMode: true } })
}

/** Every request uses the current source files. */
function devHandler(vite: ViteDevServer): RequestHandler {
  return async (req, res, next) => {
    const build = (await vite.ssrLoadModule('virtual:remix/server-build')) as ServerBuild
    const { createLoadContext } = build.entry.module as unknown as EntryModule
    await createRemixHandler(build, 'development', createLoadContext)(req, res, next)
  }
}

function securityHeaders({ dev }: { dev: boolean }): RequestHandler {
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", (_req, res) => `'nonce-${(res as express.Response).locals.nonce}'`],
        styleSrc: ["'self'", "'unsafe-inline'"],
        // Posts may show images of other sites; everything else must come from this site.
        imgSrc: ["'self'", 'data:', 'https:'],
        connectSrc: dev ? ["'self'", 'ws:'] : ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: env.PUBLIC_URL?.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  })
  return (req, res, next) => {
    res.locals.nonce = randomBytes(16).toString('base64')
    policy(req, res, next)
  }
}

const sendError: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) return next(error)
  const unavailable = isConnectionLoss(error)
  const status = unavailable ? 503 : typeof error?.status === 'number' ? error.status : 500
  if (unavailable) res.set('Retry-After', String(RETRY_AFTER))
  if (status >= 500) log.error({ err: error }, 'A request failed')
  res.status(status).type('text')
  if (status === 404) return void res.send('Not found.\n')
  const notSaved =
    req.method === 'POST'
      ? ' Nothing was saved: go back, what you typed is still there. · Rien n’a été enregistré : revenez en arrière, votre texte y est encore.'
      : ''
  res.send(`Something went wrong on our side. · Une erreur est survenue de notre côté.${notSaved}\n`)
}

import { isIP } from 'node:net'
import type { Request, RequestHandler } from 'express'
import { env } from '#app/platform/env.ts'
import { bodyLimit } from '#app/web/body-limit.ts'

// What is asked of every request before anything else reads it. Remix matches an address against the routes in a time
// that grows with the square of its depth, and its lazy discovery matches every beginning of it.

const METHODS = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])
/** In characters. Remix asks for undiscovered routes with addresses of up to 7,680. */
const ADDRESS_MAX = 8_000
const PATH_MAX = 2_000
/** Our longest address has six; those of other sites that were moved here may have more. */
const SEGMENTS_MAX = 20
const PARAMETERS_MAX = 100
const HOST = /^(?:[a-z\d_](?:[a-z\d_.-]{0,253}[a-z\d_.])?|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i

/** How much of a body, and for how long, is still read after the answer. */
const LINGER = { bytes: 4_000_000, milliseconds: 5_000, looks: 100 }

/** Refuses methods, names of hosts and addresses that no page of ours uses. */
export const refuseOddRequests: RequestHandler = (req, res, next) => {
  const refuse = (status: number, sentence: string) => void res.status(status).type('text').send(`${sentence}\n`)
  if (!METHODS.has(req.method)) {
    res.set('Allow', [...METHODS].join(', '))
    return refuse(405, 'This method is not allowed. · Cette méthode n’est pas permise.')
  }
  const host = req.get('host')
  // HTTP/1.0 has no such header.
  if (host !== undefined && !(HOST.test(host) && URL.canParse(`http://${host}`))) {
    return refuse(400, 'This is no name of a host. · Ce n’est pas un nom d’hôte.')
  }
  if (host !== undefined && env.PUBLIC_URL !== undefined && !isOurHost(host, env.PUBLIC_URL)) {
    return refuse(421, 'No site of this name is here. · Aucun site de ce nom ne se trouve ici.')
  }
  const address = req.originalUrl
  if (isTooLong(address)) return refuse(414, 'This address is too long. · Cette adresse est trop longue.')
  if (!isReadable(address)) return refuse(400, 'This address cannot be read. · Cette adresse est illisible.')
  next()
}

/**
 * The name in PUBLIC_URL, or one that no stranger can point here by his own name server: an address, or a name without a
 * dot, as proxies in front and checks of health use. Others would let a page of his read ours as if it were his.
 */
function isOurHost(host: string, publicUrl: string): boolean {
  const { host: ours, protocol } = new URL(publicUrl)
  if (new URL(`${protocol}//${host}`).host === ours) return true
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
  return isIP(name) !== 0 || !name.includes('.')
}

function isTooLong(address: string): boolean {
  if (address.length > ADDRESS_MAX) return true
  const [path = ''] = address.split('?', 1)
  return (
    path.length > PATH_MAX ||
    path.split('/', SEGMENTS_MAX + 2).length > SEGMENTS_MAX + 1 ||
    (!path.startsWith('/__manifest') && address.split('&', PARAMETERS_MAX + 1).length > PARAMETERS_MAX)
  )
}

/** A path from the root, without backslashes, which browsers and programs take for slashes or not. */
function isReadable(address: string): boolean {
  const [path = ''] = address.split('?', 1)
  return path.startsWith('/') && !/\\|%5c/i.test(path)
}

/**
 * Refuses forms sent from other sites: with every unsafe request a browser says where it comes from. A request without
 * these headers does not come from a browser, so it does not carry somebody's cookies without their knowledge.
 */
export const refuseForeignForms: RequestHandler = (req, res, next) => {
  if (req.method === 'GET' || req.method === 'HEAD' || req.method === 'OPTIONS') return next()
  const origin = req.get('origin')
  const site = req.get('sec-fetch-site')
  const ours =
    origin === undefined ? site === undefined || site === 'same-origin' || site === 'none' : isOurs(origin, req)
  if (ours) return next()
  res.status(403).type('text').send('This form was sent from another site. · Ce formulaire vient d’un autre site.\n')
}

function isOurs(origin: string, req: Request): boolean {
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === req.get('host') || (env.PUBLIC_URL !== undefined && host === new URL(env.PUBLIC_URL).host)
}

export const refuseLargeBodies: RequestHandler = (req, res, next) => {
  const length = Number(req.get('content-length') ?? Number.NaN)
  if (length <= bodyLimit(req.path)) return next()
  if (Number.isNaN(length) && req.get('transfer-encoding') === undefined) return next()
  const [status, sentence] = Number.isNaN(length)
    ? [411, 'Say how long the body is. · Indiquez la longueur du contenu.']
    : [
        413,
        'This is more than 1 MB. Go back: what you typed is still there. · Cela dépasse 1 Mo. Revenez en arrière : votre texte y est encore.',
      ]
  res
    .status(status as number)
    .type('text')
    .send(`${sentence}\n`)
}

/**
 * A browser reads the answer only when it could send its body. So what is left of the body is read and thrown away, but
 * not without end: after some megabytes or seconds the connection is closed.
 */
export const closeSlowly: RequestHandler = (req, res, next) => {
  res.once('finish', () => {
    if (req.complete || req.destroyed) return
    const { socket } = req
    const [readBefore, until] = [socket.bytesRead, Date.now() + LINGER.milliseconds]
    const timer = setInterval(() => {
      if (req.complete || socket.destroyed) return clearInterval(timer)
      if (socket.bytesRead - readBefore > LINGER.bytes || Date.now() > until) socket.destroy()
    }, LINGER.looks)
    // A stream made of the request would hold it back as long as nobody reads it.
    req.removeAllListeners('data').resume()
  })
  next()
}

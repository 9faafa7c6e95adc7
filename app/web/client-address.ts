import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/**
 * The addresses of an X-Forwarded-For header, as plain IP addresses. Some gateways write `ip:port`, `[v6]:port` or
 * `[v6]`. What is no address was written by a proxy that does not know its client, or by the client: nothing before it
 * can be believed, so it and everything before it are dropped.
 */
export function forwardedAddresses(header: string): string[] {
  const addresses: string[] = []
  for (const part of header.split(',').reverse()) {
    if (part.trim() === '') continue
    const address = plainAddress(part)
    if (address === undefined) break
    addresses.unshift(address)
  }
  return addresses
}

/**
 * Makes the forwarded addresses of a request plain before Express reads them to decide which one is the client's
 * (`req.ip`), so that a port neither makes a new client of every connection nor hides a proxy that is trusted.
 */
export function cleanForwarded(req: Pick<IncomingMessage, 'headers'>): void {
  const header = req.headers['x-forwarded-for']
  if (header === undefined) return
  const addresses = forwardedAddresses(String(header))
  if (addresses.length > 0) req.headers['x-forwarded-for'] = addresses.join(', ')
  else delete req.headers['x-forwarded-for']
}

/** An IP address without port, brackets, zone and quotes; undefined when the text is none. */
export function plainAddress(text: string): string | undefined {
  const bare = text.trim().replace(/^"(.*)"$/, '$1')
  const inside = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(bare)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(bare)?.[1] ?? bare
  const address = inside.replace(/%.*$/, '')
  return isIP(address) === 0 ? undefined : address.toLowerCase()
}

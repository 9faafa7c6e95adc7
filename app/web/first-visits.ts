import { addressKey } from '#app/web/address-key.ts'

// In milliseconds. Requests of one page overlap: within this time, those without a cookie yet are of one browser.
const OVERLAP = 2000

/**
 * Makes one value for the requests that a visitor sends at the same moment, before the cookie that will tell them apart
 * from others has arrived. Otherwise each of them would be somebody new, and count again. In memory, so each web
 * process makes its own.
 */
export function oncePerMoment<Value>(): (visitor: string, make: () => Promise<Value>) => Promise<Value> {
  const begun = new Map<string, { at: number; value: Promise<Value> }>()
  return (visitor, make) => {
    const now = Date.now()
    const known = begun.get(visitor)
    if (known && now - known.at < OVERLAP) return known.value
    // The map is in order of time, so expired entries come first.
    for (const [other, { at }] of begun) {
      if (now - at < OVERLAP) break
      begun.delete(other)
    }
    const value = make()
    begun.delete(visitor)
    begun.set(visitor, { at: now, value })
    value.catch(() => begun.delete(visitor))
    return value
  }
}

type Visit = { ip?: string; headers: { 'user-agent'?: string } }

/** Who sent a request, as far as one can know without a cookie; undefined when nothing is known. */
export const visitorOf = ({ ip, headers }: Visit): string | undefined =>
  ip === undefined ? undefined : `${addressKey(ip)} ${headers['user-agent'] ?? ''}`

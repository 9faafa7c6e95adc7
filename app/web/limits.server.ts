import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { canonicalEmail } from '#app/domain/users/email-address.ts'
import { storable } from '#app/text/typed-text.ts'
import { addressKey } from '#app/web/address-key.ts'
import { pool } from '#db/client.server.ts'
import type { Db } from '#db/transaction.ts'

/** The limiter that deletes what has expired, for all of them: many that do at one moment lock the same rows. */
const CLEARS = 'sign_in'

// Counted in PostgreSQL, so that all web processes share the count. The table comes with the migrations.
const limiter = (keyPrefix: string, points: number, minutes: number) =>
  new RateLimiterPostgres({
    storeClient: pool,
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: keyPrefix === CLEARS,
    keyPrefix,
    points,
    duration: minutes * 60,
  })

const ofAddressOnAccount = limiter('sign_in', 5, 15)
const perAddress = limiter('sign_in_ip', 20, 15)
const perAccount = limiter('sign_in_account', 100, 15)
const perKnownBrowser = limiter('sign_in_browser', 10, 15)
const signUps = limiter('sign_up_ip', 20, 60)
const visitorsMeToos = limiter('me_too_ip', 30, 60)
const visitorsRatings = limiter('rating_ip', 30, 60)
const visitorsDrafts = limiter('draft_ip', 30, 60)

/** Counts an attempt. Over one of its limits throws too_many `rate.limited` with the seconds to wait. */
async function consume(tries: Array<[RateLimiterAbstract, string]>): Promise<void> {
  for (const [limit, key] of tries) {
    try {
      await limit.consume(key)
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))
      throw new DomainError('too_many', 'rate.limited', undefined, { seconds, minutes: Math.ceil(seconds / 60) })
    }
  }
}

/** The browser is one in which somebody has signed in to this account before. */
type SignIn = { email: string; ip: string; knownBrowser: string | undefined }

const accountKey = (email: string) => storable(canonicalEmail(email).slice(0, 254))

/** What an attempt is counted by, in this order. Over one of the limits, it is not counted by those that follow. */
function signInLimits({ email, ip, knownBrowser }: SignIn): Array<[RateLimiterAbstract, string]> {
  const [account, address] = [accountKey(email), addressKey(ip)]
  if (knownBrowser) return [[perKnownBrowser, `${knownBrowser} ${account}`]]
  return [
    [perAddress, address],
    [ofAddressOnAccount, `${address} ${account}`],
    [perAccount, account],
  ]
}

/**
 * Counts an attempt to sign in, whether or not the account exists: 5 in 15 minutes per address and account together, 20
 * per address, 100 per account. So nobody can lock somebody else out from one place; and whoever tries from hundreds
 * locks out no browser that is known to the account.
 */
export const countSignIn = (attempt: SignIn): Promise<void> => consume(signInLimits(attempt))

/**
 * A successful sign-in is not counted, and earlier failures of the same place are forgotten, so that successful
 * sign-ins do not lock out an office behind one address.
 */
export async function resetSignIns(attempt: SignIn): Promise<void> {
  for (const [limit, key] of signInLimits(attempt)) {
    if (limit === ofAddressOnAccount || limit === perKnownBrowser) await limit.delete(key)
    else await limit.reward(key)
  }
}

const visitorsViews = limiter('view_ip', 10, 24 * 60)

/**
 * Whether one more visitor of this address may count as a reader of the thread today. A visitor is known by a cookie
 * that anybody can drop, so without this one person could be as many readers as they like.
 */
export async function mayCountVisitor(threadId: number, ip: string): Promise<boolean> {
  try {
    await visitorsViews.consume(`${threadId} ${addressKey(ip)}`)
    return true
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    return false
  }
}

export const countSignUp = (ip: string): Promise<void> => consume([[signUps, addressKey(ip)]])

/** One limiter for each value that a setting had, for as long as the process runs. */
function perSetting<Limiter>(create: (points: number) => Limiter): (points: number) => Limiter {
  const made = new Map<number, Limiter>()
  return (points) => {
    const known = made.get(points) ?? create(points)
    made.set(points, known)
    return known
  }
}

const uploads = perSetting((anHour) => limiter('upload', anHour, 60))
const searches = perSetting((aMinute) => limiter('search', aMinute, 1))
// Requested at every pause in typing, so counted like completions: by each process for itself.
const suggestions = perSetting(
  (aMinute) => new RateLimiterMemory({ keyPrefix: 'suggest', points: aMinute, duration: 60 }),
)

// Requested at every key, so counted in memory: a database write for each would cost too much, and a limit per process
// is enough.
const completions = new RateLimiterMemory({ points: 120, duration: 60 })

/** Counts a request for completions of a mention or a reference. */
export const countCompletion = (userId: number): Promise<void> => consume([[completions, String(userId)]])

// Requested at every pause in typing, three times a second at most.
const previews = new RateLimiterMemory({ keyPrefix: 'preview', points: 60, duration: 60 })

/** Counts a preview of what somebody is writing. */
export const countPreview = (userId: number): Promise<void> => consume([[previews, String(userId)]])

/** Counts an upload, whether it succeeds or not. The setting is read each time. Throws too_many `attachment.rate`. */
export async function countUpload(db: Db, userId: number): Promise<void> {
  const { uploadsAnHour } = await getSetting(db, 'attachments')
  try {
    await consume([[uploads(uploadsAnHour), String(userId)]])
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new DomainError('too_many', 'attachment.rate', undefined, error.figures)
  }
}

/**
 * Visitors are known by a cookie that anybody can delete, so me-toos are limited per address, to a number that people
 * rarely reach.
 */
export const countVisitorsMeToo = (ip: string): Promise<void> => consume([[visitorsMeToos, addressKey(ip)]])

/**
 * When an article did not help ten visitors, it is sent to review: one person must not be able to pretend to be ten.
 */
export const countVisitorsRating = (ip: string): Promise<void> => consume([[visitorsRatings, addressKey(ip)]])

/** What visitors write is kept for them until they sign in; a robot must not fill the database. */
export const countVisitorsDraft = (ip: string): Promise<void> => consume([[visitorsDrafts, addressKey(ip)]])

/**
 * Counts a search, or a request for suggestions: per account, for visitors per address, which a whole office may share.
 * Throws too_many `search.rate`.
 */
export async function countSearch(
  db: Db,
  { userId, ip, suggests = false }: { userId: number | null; ip: string; suggests?: boolean },
): Promise<void> {
  const { searchesAMinute, searchesOfAnAddressAMinute, suggestionsAMinute } = await getSetting(db, 'rateLimits')
  const points = suggests ? suggestionsAMinute : userId === null ? searchesOfAnAddressAMinute : searchesAMinute
  const key = userId === null ? `ip:${addressKey(ip)}` : `user:${userId}`
  try {
    await consume([[suggests ? suggestions(points) : searches(points), key]])
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new DomainError('too_many', 'search.rate', undefined, error.figures)
  }
}

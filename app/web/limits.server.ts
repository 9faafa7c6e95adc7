import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { storable } from '#app/text/typed-text.ts'
import { addressKey } from '#app/web/address-key.ts'
import { pool } from '#db/client.server.ts'
import type { Db } from '#db/transaction.ts'

// Counted in PostgreSQL, so that all web processes share the count. The table comes with the migrations.
const limiter = (keyPrefix: string, points: number, minutes: number) =>
  new RateLimiterPostgres({
    storeClient: pool,
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix,
    points,
    duration: minutes * 60,
  })

const perAccount = limiter('sign_in_account', 5, 15)
const perAddress = limiter('sign_in_ip', 20, 15)
const signUps = limiter('sign_up_ip', 20, 60)
const visitorsMeToos = limiter('me_too_ip', 30, 60)
const visitorsRatings = limiter('rating_ip', 30, 60)

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

const accountKey = (email: string) => storable(email.trim().toLowerCase().slice(0, 254))

/** Counts an attempt to sign in: 5 in 15 minutes per account and 20 per address, whether or not the account exists. */
export const countSignIn = (email: string, ip: string): Promise<void> =>
  consume([
    [perAccount, accountKey(email)],
    [perAddress, addressKey(ip)],
  ])

/**
 * After a successful sign-in earlier failures are forgotten, so that successful sign-ins do not lock out an office
 * behind one address.
 */
export async function resetSignIns(email: string, ip: string): Promise<void> {
  await perAccount.delete(accountKey(email))
  await perAddress.reward(addressKey(ip))
}

export const countSignUp = (ip: string): Promise<void> => consume([[signUps, addressKey(ip)]])

/**
 * One limiter for each value that a setting had. Each keeps a timer that clears its table, for as long as the process
 * runs.
 */
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

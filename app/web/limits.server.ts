import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { DomainError } from '#app/domain/errors.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { storable } from '#app/text/typed-text.ts'
import { addressKey } from '#app/web/address-key.ts'
import { pool } from '#db/client.server.ts'
import type { Db } from '#db/transaction.ts'

// Counted in PostgreSQL: every web process sees the same count. The table comes with the migrations.
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

/** Counts a try against its limits; over one of them throws too_many `rate.limited` with the seconds to wait. */
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

/** A try to sign in: 5 in 15 minutes an account and 20 an address; whether the account exists makes no difference. */
export const countSignIn = (email: string, ip: string): Promise<void> =>
  consume([
    [perAccount, accountKey(email)],
    [perAddress, addressKey(ip)],
  ])

/** Signing in has succeeded: earlier slips are forgotten, and an office behind one address is not locked out by coming in. */
export async function resetSignIns(email: string, ip: string): Promise<void> {
  await perAccount.delete(accountKey(email))
  await perAddress.reward(addressKey(ip))
}

export const countSignUp = (ip: string): Promise<void> => consume([[signUps, addressKey(ip)]])

/** One limiter for each value that a setting has had: each goes on clearing its table by a timer of its own, for good. */
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
// Asked at every pause of whoever types: counted like completions, by each process on its own.
const suggestions = perSetting(
  (aMinute) => new RateLimiterMemory({ keyPrefix: 'suggest', points: aMinute, duration: 60 }),
)

// Each of them is a key pressed: not worth a write to the database, and a process on its own is enough to count.
const completions = new RateLimiterMemory({ points: 120, duration: 60 })

/** What is asked while somebody types a mention or a reference. */
export const countCompletion = (userId: number): Promise<void> => consume([[completions, String(userId)]])

/** An upload, whatever comes of it; the setting is read anew each time. Throws too_many `attachment.rate`. */
export async function countUpload(db: Db, userId: number): Promise<void> {
  const { uploadsAnHour } = await getSetting(db, 'attachments')
  try {
    await consume([[uploads(uploadsAnHour), String(userId)]])
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    throw new DomainError('too_many', 'attachment.rate', undefined, error.figures)
  }
}

/** A visitor is known by a cookie that anybody can drop: an address says so little more often than people do. */
export const countVisitorsMeToo = (ip: string): Promise<void> => consume([[visitorsMeToos, addressKey(ip)]])

/** Ten visitors whom an article did not help send it to review: nobody is to be all ten of them without an effort. */
export const countVisitorsRating = (ip: string): Promise<void> => consume([[visitorsRatings, addressKey(ip)]])

/**
 * A search, or a suggestion while somebody types: by account, for visitors by address, behind which there may be an
 * office. Throws too_many `search.rate`.
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

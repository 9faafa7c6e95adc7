import { sign, unsign } from 'cookie-signature'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { deleteJourney } from '#app/domain/journeys/delete-journey.ts'
import { type RecordedStep, recordStep, type StepSubject } from '#app/domain/journeys/record-step.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { isModeratorAnywhere } from '#app/domain/users/roles.ts'
import { log } from '#app/platform/log.ts'
import { addressKey } from '#app/web/address-key.ts'
import { readCookie } from '#app/web/cookies.ts'
import { oncePerMoment, visitorOf } from '#app/web/first-visits.ts'
import { getSecret } from '#app/web/secrets.server.ts'
import { db } from '#db/client.server.ts'
import type { Locale } from '#db/schema.ts'

const COOKIE = 'entraide_journey'
const ONE_DAY = 86_400
// A key, the second in which it was made, and the signature, as `encodeURIComponent` encodes them.
const SIGNED = /^[\da-f-]{36}\.\d{1,12}\.(?:[\w~-]|%2[BF]|%3D)+$/
// Robots that say so. Others are recognized by how their journey begins, and by cookies that they never send back.
const ROBOTS =
  /bot\/|bot[;-]|bot$|externalhit|crawl|spider|slurp|scrap|preview|fetch|monitor|headless|curl|wget|python|java\/|okhttp|http-client/i

export type JourneyRequest = {
  headers: {
    cookie?: string
    host?: string
    referer?: string
    'user-agent'?: string
    dnt?: string
    'sec-gpc'?: string
    'sec-purpose'?: string
    purpose?: string
  }
  ip?: string
  secure: boolean
  method?: string
}
type Setter = (cookie: string) => void
type About = { viewer: Promise<Viewer>; locale: Promise<Locale> }

// A client that drops the cookie begins a journey at every step. A whole office behind one address stays within this
// limit.
const beginnings = new RateLimiterMemory({ points: 60, duration: 60 })
// Requests of a page overlap while somebody types, and a button can be pressed twice: they begin one journey.
const keyOfMoment = oncePerMoment<{ key: string; line: string }>()
const writes = new Set<Promise<void>>()

/** Waits until all steps so far are written or have failed. For closing the database, and for tests. */
export async function journeysWritten(): Promise<void> {
  while (writes.size > 0) await Promise.all(writes)
}

/**
 * Records the steps of whoever sent a request, under a random key in a signed cookie that lasts one day. Whoever asks
 * not to be tracked gets neither cookie nor row. Robots, prefetched pages and people who maintain the forum are not
 * counted. The promise resolves when the cookie is decided. The step is written after that; when this fails, the step
 * is lost, but the page is not.
 */
export function createStepRecorder(req: JourneyRequest, setCookie: Setter, about: () => About) {
  const { headers } = req
  const cookie = readCookie(headers.cookie, COOKIE)
  const tracked = headers.dnt !== '1' && headers['sec-gpc'] !== '1'
  let known: Promise<string | undefined> | undefined
  let made: Promise<string> | undefined

  const write = (cookieLine: string) =>
    setCookie(`${COOKIE}=${cookieLine}; Path=/; HttpOnly; SameSite=Lax${req.secure ? '; Secure' : ''}`)
  const forget = () => cookie !== undefined && write('; Max-Age=0')

  const takeKey = async (step: RecordedStep['step']) => {
    const act = step === 'search' || step === 'suggestion_shown' ? 'typed' : step
    const visitor = visitorOf(req)
    const { key, line } = await (visitor === undefined ? makeKey() : keyOfMoment(`${act} ${visitor}`, makeKey))
    write(`${line}; Max-Age=${ONE_DAY}`)
    return key
  }

  return async (step: RecordedStep['step'], subject: StepSubject = {}): Promise<void> => {
    try {
      if (!tracked) return void forget()
      if (!isPerson(req)) return
      const [viewer, locale] = await Promise.all([about().viewer, about().locale])
      known ??= readKey(cookie)
      let key = await known
      if (isModeratorAnywhere(viewer)) {
        // The steps that they took as a visitor before signing in are deleted too.
        if (key) later(deleteJourney(db, { key }))
        return void forget()
      }
      const begins = step !== 'article' || cameFromHere(headers)
      if (!key) {
        if (!begins || step === 'taken_back') return
        if (!made && !(await beginnings.consume(addressKey(req.ip ?? '')).then(Boolean, () => false))) return
        made ??= takeKey(step)
        key = await made
      }
      later(recordStep(db, { ...subject, key, step, locale, member: viewer !== null, begins, at: new Date() }))
    } catch (error) {
      log.warn({ err: error }, 'A step of a journey was not noted')
    }
  }
}

async function makeKey() {
  const key = crypto.randomUUID()
  const signed = sign(`${key}.${Math.floor(Date.now() / 1000)}`, await getSecret('journeys'))
  return { key, line: encodeURIComponent(signed) }
}

/** Only a key that this forum signed within the last day is valid. */
async function readKey(cookie: string | undefined): Promise<string | undefined> {
  if (!cookie || cookie.length > 200 || !SIGNED.test(cookie)) return undefined
  const value = unsign(decodeURIComponent(cookie), await getSecret('journeys'))
  if (!value) return undefined
  const [key, madeAt] = value.split('.')
  const age = Date.now() / 1000 - Number(madeAt)
  return age < ONE_DAY ? key : undefined
}

const isPerson = ({ headers, method }: JourneyRequest): boolean =>
  method !== 'HEAD' &&
  headers['user-agent'] !== undefined &&
  !ROBOTS.test(headers['user-agent']) &&
  !/prefetch|prerender/.test(headers['sec-purpose'] ?? headers.purpose ?? '')

/** Whether somebody followed a link of the forum itself. Robots send no referrer. */
function cameFromHere({ referer, host }: JourneyRequest['headers']): boolean {
  return referer !== undefined && URL.canParse(referer) && new URL(referer).host === host
}

function later(work: Promise<unknown>): void {
  const written: Promise<void> = work
    .catch((error) => log.warn({ err: error }, 'A step of a journey was not written'))
    .then(() => void writes.delete(written))
  writes.add(written)
}

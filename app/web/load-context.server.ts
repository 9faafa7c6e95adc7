import type { AppLoadContext } from '@remix-run/node'
import { sign, unsign } from 'cookie-signature'
import { findTimeZone } from '#app/domain/calendars/time-zone.ts'
import type { RecordedStep, StepSubject } from '#app/domain/journeys/record-step.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { env } from '#app/platform/env.ts'
import { readCookie } from '#app/web/cookies.ts'
import { oncePerMoment, visitorOf } from '#app/web/first-visits.ts'
import { createStepRecorder, type JourneyRequest } from '#app/web/journey.server.ts'
import type { ReaderZone } from '#app/web/root-data.ts'
import { getSecret } from '#app/web/secrets.server.ts'
import { readSession } from '#app/web/session.server.ts'
import type { Locale } from '#db/schema.ts'

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** For the content security policy: every inline script of the page has it. */
    nonce: string
    /** The address of the client, for rate limits and the audit log. */
    ip: string
    /** Whether the cookies of the answer may be sent over https only. */
    secure: boolean
    /** True for a whole page, false for the data of a client navigation. */
    isDocument: boolean
    /** The viewer, read once per request, when it is first needed. */
    viewer(): Promise<Viewer>
    locale(): Promise<Locale>
    /** The language as their country writes it, for dates. */
    region(): Promise<string>
    timeZone(): Promise<ReaderZone>
    /** The language that lists begin with, unless the reader wants all languages mixed. */
    languageFirst(): Promise<Locale | undefined>
    theme(): Promise<'system' | 'light' | 'dark'>
    /** A random id of this browser, for what a visitor may do only once. A new one is sent as a signed cookie. */
    browserKey(): Promise<string>
    /** The id of this browser if it has one already. */
    knownBrowserKey(): Promise<string | undefined>
    /** Records a step of this browser's journey. The promise resolves before the step is written, and never rejects. */
    recordStep(step: RecordedStep['step'], subject?: StepSubject): Promise<void>
  }
}

const ONE_YEAR = 31_536_000
const BROWSER_COOKIE = 'entraide_browser'
// The encoding of a signed key by `encodeURIComponent`; only such cookies are decoded, so decoding never fails.
const URL_SAFE = /^(?:[\w.~-]|%2[BF]|%3D)+$/

const keyOfMoment = oncePerMoment<string>()

type Incoming = JourneyRequest & { headers: { 'accept-language'?: string }; path: string }
type Outgoing = { appendHeader(name: string, value: string): unknown; headersSent: boolean; locals: { nonce?: string } }

/** What every loader and action knows about its request. Each value is read only when it is needed. */
export function createLoadContext(req: Incoming, res: Outgoing): AppLoadContext {
  const cookies = req.headers.cookie
  let viewer: Promise<Viewer> | undefined
  let browser: Promise<string> | undefined

  const readViewer = async () => {
    if (!cookies?.includes('entraide_session=')) return null
    const session = await readSession(cookies, context)
    if (session.cookie && !res.headersSent) res.appendHeader('Set-Cookie', session.cookie)
    return session.actor && { ...session.actor, ip: context.ip }
  }
  const newBrowser = async () => {
    const makeKey = async () => crypto.randomUUID()
    const visitor = visitorOf(req)
    const key = await (visitor === undefined ? makeKey() : keyOfMoment(visitor, makeKey))
    const signed = encodeURIComponent(sign(key, await getSecret('browsers')))
    const secure = context.secure ? '; Secure' : ''
    if (!res.headersSent) {
      const rest = `Path=/; Max-Age=${ONE_YEAR}; HttpOnly; SameSite=Lax${secure}`
      res.appendHeader('Set-Cookie', `${BROWSER_COOKIE}=${signed}; ${rest}`)
    }
    return key
  }
  const context: AppLoadContext = {
    nonce: res.locals.nonce ?? '',
    ip: req.ip ?? '',
    secure: req.secure || (env.PUBLIC_URL?.startsWith('https:') ?? false),
    isDocument: !req.path.endsWith('.data'),
    viewer: () => {
      viewer ??= readViewer()
      return viewer
    },
    locale: async () => {
      const chosen = (await context.viewer())?.locale ?? readCookie(cookies, 'entraide_locale')
      if (chosen === 'en' || chosen === 'fr') return chosen
      return preferredLocale(req.headers['accept-language'])
    },
    region: async () => regionOf(await context.locale(), req.headers['accept-language']),
    timeZone: async () => {
      const chosen = (await context.viewer())?.timeZone
      if (chosen) return { name: chosen, isChosen: true }
      const here = readCookie(cookies, 'entraide_zone') ?? ''
      return { name: findTimeZone(here) === undefined ? 'UTC' : here, isChosen: false }
    },
    languageFirst: async () => {
      const viewer = await context.viewer()
      const first = viewer ? viewer.languageFirst : readCookie(cookies, 'entraide_languageFirst') !== 'off'
      return first ? context.locale() : undefined
    },
    theme: async () => {
      const chosen = (await context.viewer())?.theme ?? readCookie(cookies, 'entraide_theme')
      return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
    },
    // Only a signed key counts: nobody can choose a key, or use the key of another browser.
    knownBrowserKey: async () => {
      const cookie = readCookie(cookies, BROWSER_COOKIE)
      if (!cookie || cookie.length > 200 || !URL_SAFE.test(cookie)) return undefined
      return unsign(decodeURIComponent(cookie), await getSecret('browsers')) || undefined
    },
    browserKey: () => {
      browser ??= context.knownBrowserKey().then((known) => known ?? newBrowser())
      return browser
    },
    recordStep: createStepRecorder(
      req,
      (cookie) => !res.headersSent && res.appendHeader('Set-Cookie', cookie),
      () => ({ viewer: context.viewer(), locale: context.locale() }),
    ),
  }
  return context
}

/** The languages of the browser's header, in the order of its reader's wish. */
function wantedLanguages(header: string | undefined): Array<{ language: string; tag: string }> {
  return (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', quality] = part.trim().split(';q=')
      return {
        tag,
        language: tag.slice(0, 2).toLowerCase(),
        quality: quality === undefined ? 1 : Number(quality) || 0,
      }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
}

/** The first of our languages in the order of the browser's header. */
function preferredLocale(header: string | undefined): Locale {
  for (const { language } of wantedLanguages(header)) {
    if (language === 'en' || language === 'fr') return language
  }
  return 'en'
}

/** The language of the page with the country that the browser names for it: days are written differently there. */
function regionOf(locale: Locale, header: string | undefined): string {
  const countries = wantedLanguages(header).flatMap(({ language, tag }) =>
    language === locale ? (/^[a-z]{2}-([a-z]{2}|\d{3})$/i.exec(tag)?.[1] ?? []) : [],
  )
  return countries[0] === undefined ? locale : `${locale}-${countries[0].toUpperCase()}`
}

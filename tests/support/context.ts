import type { AppLoadContext } from '@remix-run/node'
import type { Viewer } from '#app/domain/users/actor.ts'
import type { Locale } from '#db/schema.ts'

/** The context that the server gives a loader or an action: the viewer, the language, the browser. */
export function contextOf(
  viewer: Viewer,
  { locale = 'en' as Locale, browserKey = 'a-browser-of-a-reader' } = {},
): AppLoadContext {
  return {
    nonce: 'nonce',
    ip: '127.0.0.1',
    secure: false,
    isDocument: false,
    viewer: () => Promise.resolve(viewer),
    locale: () => Promise.resolve(locale),
    region: () => Promise.resolve(locale),
    timeZone: async () => ({ name: viewer?.timeZone ?? 'UTC', isChosen: Boolean(viewer?.timeZone) }),
    languageFirst: () => Promise.resolve(locale),
    theme: () => Promise.resolve('system'),
    browserKey: async () => browserKey,
    knownBrowserKey: async () => browserKey,
    recordStep: async () => {},
  }
}

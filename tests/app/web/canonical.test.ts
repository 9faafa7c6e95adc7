import { expect, test } from 'vitest'
import { redirectToTitle } from '#app/web/canonical.ts'
import { threadPath } from '#app/web/paths.ts'
import { contextOf } from '#tests/support/context.ts'

const path = threadPath({ id: 7, title: 'Как подключить?' })

function locationOf(address: string, title = path): string | null {
  try {
    redirectToTitle(new Request(`http://localhost${address}`), { ...contextOf(null), isDocument: true }, title)
    return null
  } catch (thrown) {
    return (thrown as Response).headers.get('Location')
  }
}

test.each([
  ['other words', '/questions/7-what', path],
  ['other words, with a query', '/questions/7-what?after=3', `${path}?after=3`],
  ['no words', '/questions/7', null],
  ['the same words', path, null],
  ['as a person types them', '/questions/7-как-подключить', null],
  ['in small letters, as some proxies write them', path.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()), null],
  ['what cannot be read', '/questions/7-%E0%A4', path],
])('%s', (_, address, location) => expect(locationOf(address)).toBe(location))

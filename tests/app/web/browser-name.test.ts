import { expect, test } from 'vitest'
import { browserName } from '#app/web/browser-name.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

test('a browser is named by the beginning of what it says of itself', () => {
  expect(browserName(FIREFOX)).toEqual({ browser: 'Firefox', system: 'Linux' })
  // Behind 500 characters nothing is read.
  expect(browserName(`${'x'.repeat(500)} ${FIREFOX}`)).toEqual({ browser: null, system: null })
})

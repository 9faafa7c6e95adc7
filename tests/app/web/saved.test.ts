import { expect, test } from 'vitest'
import { loader as root } from '#app/root.tsx'
import { redirectSaved, SAID_SAVED } from '#app/web/saved.ts'
import { get } from '#tests/support/requests.ts'

test('the page after a saved form says so once', async () => {
  const answer = redirectSaved('/tags/hub')
  expect(answer.headers.get('Location')).toBe('/tags/hub')
  const cookie = answer.headers.getSetCookie().join().split(';')[0] ?? ''
  expect(await get(root, '/tags/hub', { cookie })).toMatchObject({ data: { saved: true }, cookies: [SAID_SAVED] })
  expect(SAID_SAVED).toContain('Max-Age=0')
  expect(await get(root, '/tags/hub', { cookie: 'entraide_saved=' })).toMatchObject({
    data: { saved: false },
    cookies: [],
  })
  expect(await get(root, '/tags/hub')).toMatchObject({ data: { saved: false }, cookies: [] })
})

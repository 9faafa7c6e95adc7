import { expect, test } from 'vitest'
import { action, loader } from '#app/pages/question/old-address.ts'
import { get } from '#tests/support/requests.ts'

test.each([
  ['/threads/12', '/questions/12'],
  ['/Threads/12/closure', '/questions/12/closure'],
  ['/%74hreads/12/closure', '/questions/12/closure'],
  ['/threads/12/closure?reason=spam', '/questions/12/closure?reason=spam'],
  ['/threads/12/messages', '/questions/12/private-replies'],
  ['/threads/12/messages.data', '/questions/12/private-replies'],
  ['/threads/12/%0d%0aX-Evil:1', '/questions/12/%0d%0aX-Evil:1'],
  ['/threads//example.org/', '/questions//example.org/'],
])('%s leads to %s for ever, with what was sent', async (from, to) => {
  expect(await get(loader, from)).toMatchObject({ status: 308, location: to })
  expect(await get(action, from)).toMatchObject({ status: 308, location: to })
})

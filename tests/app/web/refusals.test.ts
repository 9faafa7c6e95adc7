import { expect, test, vi } from 'vitest'
import { handleError } from '#app/entry.server.tsx'
import { log } from '#app/platform/log.ts'
import '#tests/support/database.ts'

test('a refusal is no error of the server, a fault is', () => {
  const logged = vi.spyOn(log, 'error').mockImplementation(() => {})
  const told = (error: unknown) => handleError(error, { request: new Request('http://localhost/x') })
  for (const status of [404, 405]) told({ status, statusText: 'No', internal: true, data: '' })
  expect(logged).not.toHaveBeenCalled()
  told({ status: 500, statusText: 'Oh', internal: true, data: '' })
  told(new Error('The disk is full'))
  expect(logged).toHaveBeenCalledTimes(2)
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askJson } from '#app/ui/ask-json.ts'

const server = createServer((request, response) => {
  if (request.url === '/refused') return response.writeHead(403).end('{"message":"no"}')
  if (request.url === '/page') return response.end('<!DOCTYPE html>')
  response.write('{"items":')
  if (request.url === '/whole') return response.end('[1]}')
  if (request.url === '/broken') setTimeout(() => response.destroy(), 20)
  // Anything else never ends.
})
let site: string

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('what an address answers', async () => {
  expect(await askJson(`${site}/whole`)).toEqual({ items: [1] })
})

test.each(['/refused', '/page', '/broken'])('%s answers nothing, and throws nothing', async (path) => {
  expect(await askJson(site + path)).toBeUndefined()
})

test('nothing either when no server is there', async () => {
  expect(await askJson('http://127.0.0.1:9/')).toBeUndefined()
})

test('nor when the request is given up within the answer', async () => {
  const asking = new AbortController()
  const asked = askJson(`${site}/endless`, { signal: asking.signal })
  setTimeout(() => asking.abort(), 50)
  expect(await asked).toBeUndefined()
})

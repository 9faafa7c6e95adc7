import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Words with the same meaning in the model of the tests: one direction per line. The last direction is for all other
 * words.
 */
const MEANINGS = [
  ['wifi', 'wireless', 'network', 'connection'],
  ['battery', 'power', 'charge', 'charging'],
  ['frost', 'cold', 'winter', 'freezes'],
  ['leak', 'drips', 'water', 'wet'],
]

export function vectorOf(text: string): number[] {
  const vector = [...MEANINGS.map(() => 0), 0.2]
  for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
    const meaning = MEANINGS.findIndex((words) => words.includes(word))
    if (meaning >= 0) vector[meaning] = (vector[meaning] ?? 0) + 1
  }
  return vector
}

type Question = { path: string; key: string | undefined; model: string; input: string[] }
/**
 * The answer of the server, and a promise that it waits for before. With a promise that never resolves it does not
 * answer.
 */
type Answer = { status?: number; body?: unknown; after?: Promise<unknown>; headers?: Record<string, string> }

export const never = new Promise<never>(() => {})

/** A server with the embeddings API of OpenAI. `answers` replaces its answers until it is set again. */
export async function startEmbeddingsServer() {
  const asked: Question[] = []
  let say: ((question: Question) => Answer | undefined) | undefined

  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { model, input } = JSON.parse(text) as { model: string; input: string[] }
    const question = { path: request.url ?? '', key: request.headers.authorization, model, input }
    asked.push(question)
    const { status = 200, body, after, headers = {} } = say?.(question) ?? {}
    const data = input.map((each, index) => ({ object: 'embedding', index, embedding: vectorOf(each) }))
    await after
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? { object: 'list', data, model }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers(replacement?: (question: Question) => Answer | undefined) {
      say = replacement
    },
    reset() {
      asked.length = 0
      say = undefined
    },
    stop() {
      server.closeAllConnections()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

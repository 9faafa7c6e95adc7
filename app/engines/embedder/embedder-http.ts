import { z } from 'zod'
import { type Embedder, EmbedderError } from '#app/domain/search/embeddings/embedder.ts'
import { unitVector } from '#app/domain/search/embeddings/vectors.ts'
import type { Locale } from '#db/schema.ts'

/** The usual servers accept this many texts in one request by default. */
const BATCH = 32
const QUERY_TIMEOUT = 5_000
const DOCUMENTS_TIMEOUT = 60_000

const answered = z.object({
  data: z.array(z.object({ index: z.number().int().min(0).optional(), embedding: z.array(z.number()).min(1) })),
})

/** The prefixes with which these families of models were trained. Other models need none. */
const PREFIXES: { of: RegExp; query: string; document: string }[] = [
  { of: /(^|[/_-])e5-|multilingual-e5/i, query: 'query: ', document: 'passage: ' },
  { of: /nomic-embed/i, query: 'search_query: ', document: 'search_document: ' },
]

type Options = {
  url: string
  model: string
  key?: string
  languages: readonly Locale[]
  timeouts?: { query: number; document: number }
}

/**
 * Gets vectors from a server with the embeddings API of OpenAI, such as Ollama or Text Embeddings Inference. `url` is
 * the address of the server or of its endpoint.
 */
export function httpEmbedder({ url, model, key, languages, timeouts }: Options): Embedder {
  const endpoint = endpointOf(url)
  const prefix = PREFIXES.find(({ of }) => of.test(model))
  const limits = timeouts ?? { query: QUERY_TIMEOUT, document: DOCUMENTS_TIMEOUT }
  let dimensions: number | undefined

  async function ask(input: string[], kind: 'document' | 'query'): Promise<Float32Array[]> {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
      body: JSON.stringify({ model, input, encoding_format: 'float' }),
      // A redirect is an error: the key must not be sent to another server.
      redirect: 'error',
      signal: AbortSignal.timeout(limits[kind]),
    }).catch((error) => {
      const why = error instanceof Error && error.name === 'TimeoutError' ? 'took too long' : 'cannot be reached'
      throw new EmbedderError('unavailable', `The embeddings server at ${endpoint} ${why}`, { cause: error })
    })
    const body = await response.text().catch((error) => {
      throw new EmbedderError('unavailable', `The embeddings server at ${endpoint} broke off`, { cause: error })
    })
    if (!response.ok) throw refusal(endpoint, response.status, body)
    return readVectors(body, input.length)
  }

  function readVectors(body: string, count: number): Float32Array[] {
    const garbage = (what: string) =>
      new EmbedderError('unavailable', `The embeddings server at ${endpoint} answered ${what}`)
    let answer: z.infer<typeof answered>
    try {
      answer = answered.parse(JSON.parse(body))
    } catch {
      throw garbage('something that is no list of vectors')
    }
    if (answer.data.length !== count) throw garbage(`${answer.data.length} vectors for ${count} texts`)
    const vectors: (Float32Array | undefined)[] = Array.from({ length: count })
    for (const [position, { index, embedding }] of answer.data.entries()) {
      vectors[index ?? position] = unitVector(embedding)
    }
    return vectors.map((vector) => {
      if (!vector) throw garbage('a vector that is missing, or none')
      dimensions ??= vector.length
      if (vector.length !== dimensions) {
        throw garbage(`vectors of ${vector.length} numbers, where it gave ${dimensions} before`)
      }
      return vector
    })
  }

  return {
    name: model,
    languages,
    get dimensions() {
      return dimensions
    },
    async embed(texts, kind) {
      const vectors: Float32Array[] = []
      for (let from = 0; from < texts.length; from += BATCH) {
        const input = texts.slice(from, from + BATCH).map((text) => `${prefix?.[kind] ?? ''}${text}`)
        vectors.push(...(await ask(input, kind)))
      }
      return vectors
    },
  }
}

/** Accepts `http://host:11434`, `…/v1` or the whole path, as the servers' documentation gives them. */
function endpointOf(given: string): string {
  const url = new URL(given)
  const path = url.pathname.replace(/\/+$/, '')
  if (path === '') url.pathname = '/v1/embeddings'
  else if (path.endsWith('/v1')) url.pathname = `${path}/embeddings`
  return url.href
}

const SETUP: Record<number, string> = {
  401: '; look at EMBEDDINGS_KEY',
  403: '; look at EMBEDDINGS_KEY',
  404: '; look at EMBEDDINGS_URL and EMBEDDINGS_MODEL',
}

function refusal(endpoint: string, status: number, body: string): EmbedderError {
  const detail = body.replace(/\s+/g, ' ').trim().slice(0, 200)
  const isText = [400, 413, 422].includes(status)
  const sentence = `The embeddings server at ${endpoint} answered ${status}${SETUP[status] ?? ''}${detail ? `: ${detail}` : ''}`
  return new EmbedderError(isText ? 'refused' : 'unavailable', sentence)
}

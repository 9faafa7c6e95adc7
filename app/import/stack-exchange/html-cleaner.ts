import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { CleanText, Text } from '#app/import/stack-exchange/html-cleaner-thread.ts'

export type HtmlCleaner = { clean(texts: Text[]): Promise<CleanText[]>; close(): Promise<void> }

const SHARE = 100

/**
 * Sanitizes HTML in threads of its own, so that reading and storing go on meanwhile: it is most of the work of an
 * import.
 */
export function openHtmlCleaner(threads = Math.max(1, Math.min(4, availableParallelism() - 1))): HtmlCleaner {
  const waiting = new Map<number, { resolve(texts: CleanText[]): void; reject(error: Error): void }>()
  let turn = 0
  let closed = false

  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL('./html-cleaner-thread.ts', import.meta.url), {
      // Without a limit, the heap of a thread grows to the largest size allowed before garbage is collected.
      resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 96 },
    })
    worker.unref()
    worker.on('message', ({ id, texts }: { id: number; texts: CleanText[] }) => {
      waiting.get(id)?.resolve(texts)
      waiting.delete(id)
    })
    worker.on('error', (error) => {
      for (const task of waiting.values()) task.reject(error as Error)
      waiting.clear()
    })
    return worker
  })

  const send = (texts: Text[]) =>
    new Promise<CleanText[]>((resolve, reject) => {
      if (closed) return reject(new Error('The HTML cleaner is closed'))
      const id = turn++
      waiting.set(id, { resolve, reject })
      workers[id % threads]?.postMessage({ id, texts })
    })

  return {
    async clean(texts) {
      const shares = []
      for (let at = 0; at < texts.length; at += SHARE) shares.push(send(texts.slice(at, at + SHARE)))
      return (await Promise.all(shares)).flat()
    },
    async close() {
      closed = true
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

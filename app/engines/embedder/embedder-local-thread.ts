import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import type { LocalAnswer, LocalSetup, LocalTask } from '#app/engines/embedder/embedder-local.ts'

// The part of the packages' exports that is used here. The operator installs these packages if they want them.
type Library = { initModel(source: unknown): Promise<{ embed(texts: string[]): Promise<number[][]> }> }

const setup = workerData as LocalSetup
const { initModel } = (await import(pathToFileURL(setup.embeddings).href)) as Library
const { modelSource } = (await import(pathToFileURL(setup.model).href)) as { modelSource: unknown }
const model = await initModel(modelSource)

parentPort?.on('message', async ({ id, texts }: LocalTask) => {
  let answer: LocalAnswer
  try {
    const vectors: number[][] = []
    // One by one: the memory for a batch grows with its longest text.
    for (const text of texts) vectors.push(...(await model.embed([text])))
    answer = { id, vectors }
  } catch (error) {
    answer = { id, error: error instanceof Error ? error.message : String(error) }
  }
  parentPort?.postMessage(answer)
})

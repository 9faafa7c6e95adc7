import type { Embedder } from '#app/domain/search/embeddings/embedder.ts'
import { httpEmbedder } from '#app/engines/embedder/embedder-http.ts'
import { LOCAL_ENGLISH, localEmbedder } from '#app/engines/embedder/embedder-local.ts'
import { env } from '#app/platform/env.ts'

let kept: { of: string; embedder: Embedder } | undefined

/** The embedder of this installation: none by default. */
export function configuredEmbedder(): Embedder | undefined {
  const { EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_KEY: key, EMBEDDINGS_LANGUAGES: languages } = env
  if (!url) return undefined
  const of = JSON.stringify([url, model, key, languages])
  if (kept?.of !== of) {
    const embedder = url === LOCAL_ENGLISH ? localEmbedder() : httpEmbedder({ url, model: model ?? '', key, languages })
    kept = { of, embedder }
  }
  return kept.embedder
}

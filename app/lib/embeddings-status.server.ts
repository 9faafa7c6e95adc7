import type { EmbeddingsStatus } from '#app/components/embeddings-status.tsx'
import { countEmbeddings } from '#app/domain/search/count-embeddings.ts'
import { configuredEmbedder } from '#app/lib/embedder.ts'
import { db } from '#db/client.server.ts'

/** How far the vectors are; null in forums without a model. */
export async function readEmbeddingsStatus(): Promise<EmbeddingsStatus | null> {
  const embedder = configuredEmbedder()
  if (!embedder) return null
  const { name: model, languages } = embedder
  return { ...(await countEmbeddings(db, embedder)), model, languages }
}

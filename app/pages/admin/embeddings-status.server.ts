import { countEmbeddings } from '#app/domain/search/embeddings/count-embeddings.ts'
import { configuredEmbedder } from '#app/engines/embedder/configured-embedder.ts'
import type { EmbeddingsStatus } from '#app/pages/admin/embeddings-status.tsx'
import { db } from '#db/client.server.ts'

/** The progress of computing vectors; null in a forum without an embedder. */
export async function readEmbeddingsStatus(): Promise<EmbeddingsStatus | null> {
  const embedder = configuredEmbedder()
  if (!embedder) return null
  const { name: model, languages } = embedder
  return { ...(await countEmbeddings(db, embedder)), model, languages }
}

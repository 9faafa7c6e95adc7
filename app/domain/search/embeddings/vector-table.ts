import { sql } from 'kysely'
import type { Embedder } from '#app/domain/search/embeddings/embedder.ts'
import { cosine, unpackVector } from '#app/domain/search/embeddings/vectors.ts'
import type { Db } from '#db/transaction.ts'

export type Neighbour = { postId: number; cosine: number }

const BYTES_MAX = 80_000_000
const FRESH = 30_000
const COMPLETE = 60 * 60_000
const SLICE = 1000

/**
 * The vectors of a model, with a copy of all of them in this process when they are few: at most `most`, and 80 MB. The
 * copy is read in the background and updated from the database every 30 seconds, so every process may have one. Without
 * a copy there are no neighbours.
 */
export function vectorTable(
  embedder: Embedder,
  { most, onFailure }: { most: number; onFailure: (error: unknown) => void },
) {
  let copy: Map<number, Float32Array> | undefined
  let newest = new Date(0)
  let readAt = 0
  let completeAt = 0
  let reading: Promise<void> | undefined

  async function read(db: Db): Promise<void> {
    const { rows } = await sql<{ count: number; bytes: number }>`
      select count(*)::integer as count, coalesce(sum(length(vector)), 0)::float8 as bytes from (
        select vector from post_embeddings where vector is not null and model = ${embedder.name}
        limit ${sql.lit(most + 1)}
      ) as kept`.execute(db)
    const size = rows[0] ?? { count: 0, bytes: 0 }
    readAt = Date.now()
    if (size.count > most || size.bytes > BYTES_MAX) {
      copy = undefined
      return
    }
    // Sometimes everything is read again: rows that were deleted from the index leave no trace.
    const whole = copy === undefined || Date.now() - completeAt > COMPLETE
    const next = whole ? new Map<number, Float32Array>() : (copy ?? new Map())
    // One minute earlier, since a long transaction may have written its rows with an earlier time.
    const since = whole ? new Date(0) : new Date(newest.getTime() - 60_000)
    for (let after = 0; ; ) {
      const slice = await db
        .selectFrom('postEmbeddings')
        .where('model', '=', embedder.name)
        .where('vector', 'is not', null)
        .where('embeddedAt', '>=', since)
        .where('postId', '>', after)
        .select(['postId', 'vector', 'embeddedAt'])
        .orderBy('postId')
        .limit(sql.lit(SLICE))
        .execute()
      for (const { postId, vector, embeddedAt } of slice) {
        if (vector) next.set(postId, unpackVector(vector))
        if (embeddedAt && embeddedAt > newest) newest = embeddedAt
      }
      if (slice.length < SLICE) break
      after = slice.at(-1)?.postId ?? after
    }
    if (whole) completeAt = Date.now()
    copy = next
  }

  const refresh = (db: Db) => {
    if (reading || Date.now() - readAt < FRESH) return
    reading = read(db)
      .catch((error) => {
        readAt = Date.now()
        onFailure(error)
      })
      .finally(() => {
        reading = undefined
      })
  }

  return {
    /**
     * The posts whose texts are nearest, of all posts; empty while the copy is being read, or when there are too many.
     */
    nearest(db: Db, vector: Float32Array, limit: number): Neighbour[] {
      refresh(db)
      return [...(copy ?? [])]
        .map(([postId, other]) => ({ postId, cosine: cosine(vector, other) }))
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, limit)
    },

    /** The cosine of each of these posts; an answer has that of its question. Posts without a vector are missing. */
    async cosinesOf(db: Db, vector: Float32Array, postIds: number[]): Promise<Map<number, number>> {
      if (postIds.length === 0) return new Map()
      const { rows } = await sql<{ postId: number; vector: Buffer }>`
        select found.post_id as "postId", post_embeddings.vector
        from search_documents as found left join threads on threads.id = found.thread_id
        join post_embeddings on post_embeddings.post_id = coalesce(threads.question_id, found.post_id)
        where found.post_id = any (${postIds}::bigint[])
          and post_embeddings.model = ${embedder.name} and post_embeddings.vector is not null`.execute(db)
      return new Map(
        rows
          .filter((row) => row.vector.length === vector.length * 4)
          .map((row) => [row.postId, cosine(vector, unpackVector(row.vector))]),
      )
    },
  }
}

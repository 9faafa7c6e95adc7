import { type RawBuilder, sql } from 'kysely'
import { type Embedder, EmbedderError } from '#app/domain/search/embeddings/embedder.ts'
import { packVector } from '#app/domain/search/embeddings/vectors.ts'
import { enqueue } from '#app/queue/enqueue.ts'
import type { Locale } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

/** About as many characters as a model of 512 tokens accepts. */
const TEXT_MAX = 1500
const BATCH = 32
/** One job makes this many batches, then another job continues, so that no job occupies a worker for an hour. */
const BATCHES = 20
/** A worker that took texts and has not finished within this time has died. */
const LEASE = sql`interval '5 minutes'`
const SLICE = 5000

type Subjects = { threadIds?: number[]; articleIds?: number[] }

// Answers have no vector: their thread is found by its question.
const hasVector = (languages: readonly Locale[]) =>
  sql`search_documents.kind in ('question', 'article') and search_documents.locale = any (${[...languages]}::text[])`
const text = sql`concat_ws(E'\n', search_documents.title, nullif(search_documents.tags, ''),
  left(search_documents.body, ${sql.lit(TEXT_MAX)} - length(search_documents.title)))`
const hash = sql`md5(${text})`

/**
 * Marks the posts that have no vector of their present text, or one of another model, and enqueues the job that makes
 * them. Only posts with a search document get a vector; private and withheld posts have none.
 */
export function requestEmbeddings(
  db: Db,
  embedder: Embedder,
  { threadIds = [], articleIds = [] }: Subjects,
): Promise<void> {
  const chosen = sql`(search_documents.thread_id = any (${threadIds}::bigint[])
    or search_documents.article_id = any (${articleIds}::bigint[]))`
  return inTransaction(db, async (trx) => {
    if ((await want(trx, embedder, chosen)) > 0) enqueue(trx, 'search.embed', {})
  })
}

/** The same for the whole forum, in slices: for a new model, or after the index was rebuilt. */
export async function requestAllEmbeddings(db: Db, embedder: Embedder): Promise<void> {
  for (let after = 0; ; ) {
    const { rows } = await sql<{ last: number | null }>`
      select max(post_id) as last from (
        select post_id from search_documents where post_id > ${after} order by post_id limit ${sql.lit(SLICE)}
      ) as slice`.execute(db)
    const last = rows[0]?.last
    if (!last) break
    await want(db, embedder, sql`search_documents.post_id > ${after} and search_documents.post_id <= ${last}`)
    after = last
  }
  await inTransaction(db, (trx) => enqueue(trx, 'search.embed', {}))
}

async function want(db: Db, embedder: Embedder, chosen: RawBuilder<unknown>): Promise<number> {
  await sql`
    delete from post_embeddings using search_documents
    where search_documents.post_id = post_embeddings.post_id and ${chosen}
      and not (${hasVector(embedder.languages)})`.execute(db)
  const wanted = await sql`
    insert into post_embeddings as kept (post_id, due_at)
    select post_id, now() from search_documents
    where ${hasVector(embedder.languages)} and ${chosen} and not exists (
      select from post_embeddings as same
      where same.post_id = search_documents.post_id and (same.due_at is not null
        or same.model = ${embedder.name} and same.text_hash = ${hash}))
    on conflict (post_id) do update set due_at = now() where kept.due_at is null`.execute(db)
  return Number(wanted.numAffectedRows ?? 0)
}

/**
 * Makes the vectors that are due, in batches, until none is left or another job continues. Many workers may do this at
 * the same time. When the model is out of reach, its texts are due again and the error is thrown; the queue tries
 * again, each time later. A text that is refused is not tried again until it changes.
 */
export async function embedPosts(db: Db, embedder: Embedder, { batches = BATCHES } = {}): Promise<void> {
  for (let done = 0; done < batches; done++) {
    const posts = await takeDue(db, embedder)
    if (posts.length === 0) return
    try {
      await embedBatch(db, embedder, posts)
    } catch (error) {
      const postIds = posts.map((post) => post.postId)
      await db
        .updateTable('postEmbeddings')
        .set({ dueAt: sql`now()` })
        .where('postId', 'in', postIds)
        .where('dueAt', 'is not', null)
        .execute()
      throw error
    }
  }
  await inTransaction(db, (trx) => enqueue(trx, 'search.embed', {}))
}

type Due = { postId: number; text: string; hash: string }

async function takeDue(db: Db, embedder: Embedder): Promise<Due[]> {
  const { rows } = await sql<Due>`
    with due as (
      select post_id from post_embeddings where due_at <= now() order by due_at, post_id
      limit ${sql.lit(BATCH)} for update skip locked
    ), taken as (
      update post_embeddings set due_at = now() + ${LEASE} from due where due.post_id = post_embeddings.post_id
      returning post_embeddings.post_id
    )
    select post_id as "postId", ${text} as text, ${hash} as hash
    from taken join search_documents using (post_id) where ${hasVector(embedder.languages)}`.execute(db)
  return rows
}

async function embedBatch(db: Db, embedder: Embedder, posts: Due[]): Promise<void> {
  const vectors = await embedder
    .embed(
      posts.map((post) => post.text),
      'document',
    )
    .catch(async (error) => {
      if (!(error instanceof EmbedderError) || error.kind !== 'refused') throw error
      if (posts.length > 1) return undefined
      return [null]
    })
  if (!vectors) {
    // The model refuses one of the texts: each is sent alone, so that it stops no other.
    for (const post of posts) await embedBatch(db, embedder, [post])
    return
  }
  await sql`
    update post_embeddings as kept set model = ${embedder.name}, text_hash = made.hash, vector = made.vector,
      embedded_at = now(), due_at = case when ${hash} = made.hash then null else now() end
    from unnest(${posts.map((post) => post.postId)}::bigint[], ${posts.map((post) => post.hash)}::text[],
      ${vectors.map((vector) => vector && packVector(vector))}::bytea[]) as made (post_id, hash, vector)
    join search_documents on search_documents.post_id = made.post_id
    where kept.post_id = made.post_id`.execute(db)
}

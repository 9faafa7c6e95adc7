import { sql } from 'kysely'
import { type Db, inTransaction } from '#db/transaction.ts'

/** With more documents than this, a sample of about this size is counted. */
const SAMPLE = 60_000
/** A smaller change of the number of documents, as a share, changes no ranking. */
const DRIFT = 0.02

/**
 * Counts how many questions and articles have each word: the document frequencies of the index, which decide the weight
 * of a word, and of the vocabulary, which completes and corrects words. Of a large index a sample of its pages is
 * counted; words that the sample misses are rare. Without `always`, it does nothing when the index has hardly changed.
 */
export async function countWords(db: Db, { always = false, sample = SAMPLE } = {}): Promise<void> {
  await inTransaction(db, async (trx) => {
    // One count at a time; a second one would only repeat it.
    await sql`lock table search_statistics in share row exclusive mode`.execute(trx)
    const { rows } = await sql<{ documents: number; counted: number | null }>`
      select count(*)::integer as documents, (select documents from search_statistics) as counted
      from search_documents where kind <> 'answer'`.execute(trx)
    const { documents = 0, counted = null } = rows[0] ?? {}
    if (!always && counted !== null && Math.abs(documents - counted) <= counted * DRIFT) return

    const share = Math.min(1, sample / Math.max(1, documents))
    const sampled = sql`(select * from search_documents
      ${share < 1 ? sql`tablesample system (${sql.lit(share * 100)}) repeatable (1)` : sql``} where kind <> 'answer') as sampled`
    await sql`delete from search_lexemes`.execute(trx)
    await sql`
      insert into search_lexemes (lexeme, documents, titles)
      select lexeme, round(count(*) filter (where not in_title) / ${sql.lit(share)}),
        round(count(*) filter (where in_title) / ${sql.lit(share)})
      from (
        select unnest(terms) as lexeme, false as in_title from ${sampled}
        union all select unnest(title_terms), true from ${sampled}
      ) as found
      group by lexeme`.execute(trx)
    await sql`
      with counted as materialized (
        select word, round(count(*) / ${sql.lit(share)})::integer as documents
        from (
          select unnest(tsvector_to_array(to_tsvector('simple', search_text(title || ' ' || left(body, 4000))))) as word
          from ${sampled}
        ) as words
        where word ~ '^[[:alpha:]]{3,40}$'
        group by word
      )
      insert into search_words (word, documents)
      select word, documents from counted order by word
      on conflict (word) do update set documents = excluded.documents
        where search_words.documents <> excluded.documents`.execute(trx)
    await sql`
      insert into search_statistics (documents, counted_at) values (${documents}, now())
      on conflict (single) do update set documents = excluded.documents, counted_at = now()`.execute(trx)
  })
}

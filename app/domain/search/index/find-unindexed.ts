import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

/**
 * Threads and articles for which the index of the database misses a post, or has one that it should not have. This
 * happens after a job failed for good, a backup was restored or a table was emptied. At most `limit` of each.
 */
export async function findUnindexed(
  db: Db,
  { limit }: { limit: number },
): Promise<{ threadIds: number[]; articleIds: number[] }> {
  const bound = sql.lit(limit)
  const { rows } = await sql<{ threadIds: number[]; articleIds: number[] }>`
    select
      array(select distinct thread_id from (
        (select posts.thread_id from posts join threads on threads.id = posts.thread_id
          where posts.kind in ('question', 'answer') and posts.state = 'visible' and threads.question_state = 'visible'
            and threads.audience <> 'private' and threads.merged_into is null
            and not exists (select from search_documents where search_documents.post_id = posts.id)
          limit ${bound})
        union all
        (select posts.thread_id from search_documents join posts on posts.id = search_documents.post_id
          join threads on threads.id = posts.thread_id
          where posts.state <> 'visible' or threads.question_state <> 'visible' or threads.audience = 'private'
            or threads.merged_into is not null or search_documents.thread_id is distinct from posts.thread_id
          limit ${bound})
      ) as threads) as "threadIds",
      array(select distinct article_id from (
        (select articles.id as article_id from articles
          join article_translations on article_translations.article_id = articles.id
          join posts on posts.id = article_translations.post_id
          where articles.state = 'published' and posts.state = 'visible'
            and not exists (select from search_documents where search_documents.post_id = posts.id)
          limit ${bound})
        union all
        (select search_documents.article_id from search_documents
          join posts on posts.id = search_documents.post_id join articles on articles.id = search_documents.article_id
          where articles.state <> 'published' or posts.state <> 'visible'
          limit ${bound})
      ) as articles) as "articleIds"`.execute(db)
  return rows[0] ?? { threadIds: [], articleIds: [] }
}

/** How many posts the index should have. */
export async function countIndexable(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (
      (select count(*) from posts join threads on threads.id = posts.thread_id
        where posts.kind in ('question', 'answer') and posts.state = 'visible' and threads.question_state = 'visible'
          and threads.audience <> 'private' and threads.merged_into is null)
      + (select count(*) from articles join article_translations on article_translations.article_id = articles.id
        join posts on posts.id = article_translations.post_id
        where articles.state = 'published' and posts.state = 'visible')
    )::integer as count`.execute(db)
  return rows[0]?.count ?? 0
}

import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

/** The words of rendered HTML: blocks apart, tags gone, the few entities that our renderer writes taken back. */
const plain = (html: RawBuilder<string>) => sql<string>`
  left(btrim(replace(replace(replace(replace(replace(replace(
    regexp_replace(regexp_replace(${html}, '<(?:/(?:p|li|h[1-6]|pre|t[rdh]|blockquote|div)|br[^>]*)>', E'\n', 'g'), '<[^>]*>', '', 'g'),
    '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#39;', ''''), '&nbsp;', ' '), '&amp;', '&'), E' \n\t'), 60000)`

/**
 * The lexemes of a text by the rules of its language, and beside them the bare words without accents: these are what
 * exact phrases, codes and a reader of the other language find.
 */
const lexemes = (locale: RawBuilder<string>, text: RawBuilder<string>) => sql`
  (to_tsvector((case ${locale} when 'fr' then 'entraide_fr' else 'entraide_en' end)::regconfig, ${text})
   || to_tsvector('simple', unaccent(${text})))`

const columns = sql.raw('post_id, thread_id, article_id, kind, locale, title, tags, body, title_vector, vector')

const update = sql`
  on conflict (post_id) do update set
    thread_id = excluded.thread_id, article_id = excluded.article_id, kind = excluded.kind, locale = excluded.locale,
    title = excluded.title, tags = excluded.tags, body = excluded.body, title_vector = excluded.title_vector,
    vector = excluded.vector, indexed_at = now()
  where (search_documents.thread_id, search_documents.title, search_documents.tags, search_documents.body,
      search_documents.vector)
    is distinct from (excluded.thread_id, excluded.title, excluded.tags, excluded.body, excluded.vector)`

// A title over the tags over the question and the accepted answer over the rest.
const headVector = sql`setweight(head.title_lexemes, 'A') || setweight(head.tags_lexemes, 'B')`

/**
 * Writes the documents of the posts that a where-clause over `posts` and `threads` selects, set-based, and removes those
 * of posts that are withheld. Private threads have none.
 */
export async function indexThreads(db: Db, where: RawBuilder<unknown>): Promise<void> {
  // A thread's title counts in each of its answers: its lexemes are made once, however many there are.
  await sql`
    with chosen as materialized (
      select posts.id as post_id, posts.kind, posts.html, posts.thread_id, threads.accepted_answer_id
      from posts join threads on threads.id = posts.thread_id
      where posts.kind in ('question', 'answer') and posts.state = 'visible'
        and threads.question_state = 'visible' and threads.audience <> 'private' and threads.merged_into is null
        and ${where}
    ), named as materialized (
      select threads.id, threads.locale, threads.title, coalesce(labels.names, '') as tags
      from threads
      left join lateral (
        select string_agg(tags.name::text, ' ' order by thread_tags.position, tags.id) as names
        from thread_tags join tags on tags.id = thread_tags.tag_id
        where thread_tags.thread_id = threads.id
      ) as labels on true
      where threads.id in (select thread_id from chosen)
    ), head as materialized (
      select *, ${lexemes(sql`locale`, sql`title`)} as title_lexemes, ${lexemes(sql`locale`, sql`tags`)} as tags_lexemes
      from named
    ), source as materialized (
      select chosen.*, ${plain(sql`chosen.html`)} as words from chosen
    )
    insert into search_documents (${columns})
    select source.post_id, head.id, null, source.kind, head.locale, head.title, head.tags, source.words,
      case when source.kind = 'question' then ${headVector} else ''::tsvector end,
      case when source.kind = 'question' then ${headVector} else setweight(head.title_lexemes, 'D') end
      || setweight(
        ${lexemes(sql`head.locale`, sql`source.words`)},
        (case when source.kind = 'question' or source.post_id = source.accepted_answer_id then 'C' else 'D' end)::"char")
    from source join head on head.id = source.thread_id
    ${update}`.execute(db)

  await sql`
    delete from search_documents
    using posts, threads
    where posts.id = search_documents.post_id and threads.id = posts.thread_id
      and (posts.state <> 'visible' or threads.question_state <> 'visible' or threads.audience = 'private'
        or threads.merged_into is not null)
      and ${where}`.execute(db)
}

/** The same for articles: one document a language, of those that are published, with the tags of the source thread. */
export async function indexArticles(db: Db, where: RawBuilder<unknown>): Promise<void> {
  await sql`
    with source as materialized (
      select posts.id as post_id, articles.id as article_id, article_translations.locale, article_translations.title,
        coalesce(labels.names, '') as tags,
        ${plain(sql`posts.html`)} as words
      from articles
      join article_translations on article_translations.article_id = articles.id
      join posts on posts.id = article_translations.post_id
      left join lateral (
        select string_agg(tags.name::text, ' ' order by thread_tags.position, tags.id) as names
        from thread_tags join tags on tags.id = thread_tags.tag_id
        where thread_tags.thread_id = articles.source_thread_id
      ) as labels on true
      where articles.state = 'published' and posts.state = 'visible' and ${where}
    ), head as materialized (
      select *, ${lexemes(sql`locale`, sql`title`)} as title_lexemes, ${lexemes(sql`locale`, sql`tags`)} as tags_lexemes
      from source
    )
    insert into search_documents (${columns})
    select head.post_id, null, head.article_id, 'article', head.locale, head.title, head.tags, head.words,
      ${headVector}, ${headVector} || setweight(${lexemes(sql`head.locale`, sql`head.words`)}, 'C')
    from head
    ${update}`.execute(db)

  await sql`
    delete from search_documents
    using posts, articles
    where posts.id = search_documents.post_id and articles.id = posts.article_id
      and (articles.state <> 'published' or posts.state <> 'visible')
      and ${where}`.execute(db)
}

import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

/** The words of rendered HTML: blocks apart, tags gone, the few entities that our renderer writes taken back. */
const plain = (html: RawBuilder<string>) => sql<string>`
  left(btrim(replace(replace(replace(replace(replace(replace(
    regexp_replace(regexp_replace(${html}, '<(br|/p|/li|/h[1-6]|/pre|/tr|/td|/th|/blockquote|/div)[^>]*>', E'\n', 'gi'), '<[^>]*>', '', 'g'),
    '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#39;', ''''), '&nbsp;', ' '), '&amp;', '&'), E' \n\t'), 60000)`

/**
 * The lexemes of a text by the rules of its language, and beside them the bare words without accents: these are what
 * exact phrases, codes and a reader of the other language find.
 */
const lexemes = (locale: RawBuilder<string>, text: RawBuilder<string>, weight: RawBuilder<string>) => sql`
  (setweight(to_tsvector((case ${locale} when 'fr' then 'entraide_fr' else 'entraide_en' end)::regconfig, ${text}), ${weight})
   || setweight(to_tsvector('simple', unaccent(${text})), ${weight}))`

const col = (name: string) => sql<string>`${sql.raw(name)}`
const weight = (letter: string) => sql<string>`${sql.raw(`'${letter}'::"char"`)}`

const columns = sql.raw('post_id, thread_id, article_id, kind, locale, title, tags, body, title_vector, vector')

const update = sql`
  on conflict (post_id) do update set
    thread_id = excluded.thread_id, article_id = excluded.article_id, kind = excluded.kind, locale = excluded.locale,
    title = excluded.title, tags = excluded.tags, body = excluded.body, title_vector = excluded.title_vector,
    vector = excluded.vector, indexed_at = now()
  where (search_documents.title, search_documents.tags, search_documents.body, search_documents.vector)
    is distinct from (excluded.title, excluded.tags, excluded.body, excluded.vector)`

/**
 * Writes the documents of the threads that a where-clause over `threads` selects, set-based, and removes those of posts
 * that are withheld. Private threads have none. Title over tags over the question and the accepted answer over the rest.
 */
export async function indexThreads(db: Db, where: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into search_documents (${columns})
    select source.post_id, source.thread_id, null, source.kind, source.locale, source.title, source.tags, source.body,
      case when source.kind = 'question'
        then ${lexemes(col('source.locale'), col('source.title'), weight('A'))} || ${lexemes(col('source.locale'), col('source.tags'), weight('B'))}
        else ''::tsvector end,
      case when source.kind = 'question'
        then ${lexemes(col('source.locale'), col('source.title'), weight('A'))} || ${lexemes(col('source.locale'), col('source.tags'), weight('B'))}
        else ${lexemes(col('source.locale'), col('source.title'), weight('D'))} end
      || ${lexemes(col('source.locale'), col('source.body'), sql`(case when source.central then 'C' else 'D' end)::"char"`)}
    from (
      select posts.id as post_id, threads.id as thread_id, posts.kind, threads.locale, threads.title,
        coalesce(labels.names, '') as tags,
        ${plain(sql`posts.html`)} as body,
        posts.kind = 'question' or posts.id = threads.accepted_answer_id as central
      from posts
      join threads on threads.id = posts.thread_id
      left join lateral (
        select string_agg(tags.name::text, ' ' order by thread_tags.position, tags.id) as names
        from thread_tags join tags on tags.id = thread_tags.tag_id
        where thread_tags.thread_id = threads.id
      ) as labels on true
      where posts.kind in ('question', 'answer') and posts.state = 'visible'
        and threads.question_state = 'visible' and threads.audience <> 'private'
        and ${where}
    ) as source
    ${update}`.execute(db)

  await sql`
    delete from search_documents
    using posts, threads
    where posts.id = search_documents.post_id and threads.id = posts.thread_id
      and (posts.state <> 'visible' or threads.question_state <> 'visible' or threads.audience = 'private')
      and ${where}`.execute(db)
}

/** The same for articles: one document a language, of those that are published, with the tags of the source thread. */
export async function indexArticles(db: Db, where: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into search_documents (${columns})
    select source.post_id, null, source.article_id, 'article', source.locale, source.title, source.tags, source.body,
      ${lexemes(col('source.locale'), col('source.title'), weight('A'))} || ${lexemes(col('source.locale'), col('source.tags'), weight('B'))},
      ${lexemes(col('source.locale'), col('source.title'), weight('A'))} || ${lexemes(col('source.locale'), col('source.tags'), weight('B'))}
      || ${lexemes(col('source.locale'), col('source.body'), weight('C'))}
    from (
      select posts.id as post_id, articles.id as article_id, article_translations.locale, article_translations.title,
        coalesce(labels.names, '') as tags,
        ${plain(sql`posts.html`)} as body
      from articles
      join article_translations on article_translations.article_id = articles.id
      join posts on posts.id = article_translations.post_id
      left join lateral (
        select string_agg(tags.name::text, ' ' order by thread_tags.position, tags.id) as names
        from thread_tags join tags on tags.id = thread_tags.tag_id
        where thread_tags.thread_id = articles.source_thread_id
      ) as labels on true
      where articles.state = 'published' and posts.state = 'visible' and ${where}
    ) as source
    ${update}`.execute(db)

  await sql`
    delete from search_documents
    using posts, articles
    where posts.id = search_documents.post_id and articles.id = posts.article_id
      and (articles.state <> 'published' or posts.state <> 'visible')
      and ${where}`.execute(db)
}

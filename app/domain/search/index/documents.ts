import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/transaction.ts'

// For each place of a document: the weight of its words, how strongly its length lowers them (b), and how many
// different words it usually has. Fitted on questions and articles of other communities.
const FIELDS = {
  title: { weight: 4, b: 0.75, length: 6 },
  tags: { weight: 2, b: 0.3, length: 3 },
  accepted: { weight: 1, b: 0.75, length: 100 },
  body: { weight: 1, b: 0.75, length: 80 },
  answers: { weight: 0.5, b: 0.5, length: 150 },
  // The document of an answer also has the title of its thread, with a low weight.
  context: { weight: 0.5, b: 0, length: 6 },
} as const
/**
 * A place shorter than this share of the usual length gets no higher weight: one line does not say three times as much
 * as three.
 */
const SHORT = 0.4
/** Above this amount, more of a word adds little. */
const K1 = 4
/** Impacts are integers: thousandths of the maximum of a word. */
const IMPACT = 1000

/** The words of rendered HTML: blocks separated, tags removed, and the few entities of our renderer decoded. */
const plain = (html: RawBuilder<string>) => sql<string>`
  left(btrim(replace(replace(replace(replace(replace(replace(
    regexp_replace(regexp_replace(${html}, '<(?:/(?:p|li|h[1-6]|pre|t[rdh]|blockquote|div)|br[^>]*)>', E'\n', 'g'), '<[^>]*>', '', 'g'),
    '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#39;', ''''), '&nbsp;', ' '), '&amp;', '&'), E' \n\t'), 60000)`

const vector = (locale: RawBuilder<unknown>, text: RawBuilder<unknown>) => sql`
  to_tsvector((case ${locale} when 'fr' then 'entraide_fr' else 'entraide_en' end)::regconfig, search_text(${text}))`

const columns = sql.raw(
  'post_id, thread_id, article_id, answer_ids, kind, locale, title, tags, body, title_terms, terms, impacts',
)

const update = sql`
  on conflict (post_id) do update set
    thread_id = excluded.thread_id, article_id = excluded.article_id, answer_ids = excluded.answer_ids,
    kind = excluded.kind, locale = excluded.locale, title = excluded.title, tags = excluded.tags, body = excluded.body,
    title_terms = excluded.title_terms, terms = excluded.terms, impacts = excluded.impacts, indexed_at = now()
  where (search_documents.thread_id, search_documents.answer_ids, search_documents.locale, search_documents.title,
      search_documents.tags, search_documents.body, search_documents.terms, search_documents.impacts)
    is distinct from (excluded.thread_id, excluded.answer_ids, excluded.locale, excluded.title, excluded.tags,
      excluded.body, excluded.terms, excluded.impacts)`

/** Rows (post_id, vector, length, weight, b, mean) of the words in one place of documents. */
const field = (name: keyof typeof FIELDS, source: RawBuilder<unknown>) => {
  const { weight, b, length } = FIELDS[name]
  return sql`select post_id, vector, length, ${sql.lit(weight)}::float8 as weight, ${sql.lit(b)}::float8 as b,
    ${sql.lit(length)}::float8 as mean from (${source}) as place`
}

/**
 * For each document the stems of all its places, as sorted hashes, and for each stem its impact: how much the document
 * is about it, by BM25F (Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields", 2004)
 * without the part that depends on other documents, so that it can be stored. The length of a place is the number of
 * its different words.
 */
const weighed = (fields: RawBuilder<unknown>[]) => sql`
  select post_id, array_agg(stem order by stem) as terms,
    array_agg(round(${sql.lit(IMPACT)} * amount / (amount + ${sql.lit(K1)}))::smallint order by stem) as impacts
  from (
    select post_id, hashtext(lexeme) as stem,
      sum(weight * coalesce(cardinality(positions), 1) / (1 - b + b * greatest(length / mean, ${sql.lit(SHORT)}))) as amount
    from (${sql.join(fields, sql` union all `)}) as fields cross join lateral unnest(vector) as word
    group by post_id, hashtext(lexeme)
  ) as amounts
  group by post_id`

const titleTerms = sql`coalesce((
  select array_agg(hashtext(lexeme)) from unnest(tsvector_to_array(head.title_vector)) as lexeme), '{}')`

/**
 * Writes the documents of the threads that a where-clause over `threads` selects, set-based, and removes those of
 * withheld posts. Private threads have none. The document of a question includes its answers, so their words find it
 * too. `answer_ids` names these answers, so that none of them leads to the question after it was withheld.
 */
export async function indexThreads(db: Db, where: RawBuilder<unknown>): Promise<void> {
  await sql`
    with named as materialized (
      select threads.id, threads.title, threads.question_id, threads.accepted_answer_id,
        coalesce(labels.names, '') as tags, threads.locale
      from threads
      join posts question on question.id = threads.question_id and question.state = 'visible'
      left join lateral (
        select string_agg(tags.name::text, ' ' order by thread_tags.position, tags.id) as names
        from thread_tags join tags on tags.id = thread_tags.tag_id
        where thread_tags.thread_id = threads.id
      ) as labels on true
      where threads.question_state = 'visible' and threads.audience <> 'private' and threads.merged_into is null
        and (${where})
    ), head as materialized (
      select id, title, tags, locale,
        ${vector(sql`locale`, sql`title`)} as title_vector, ${vector(sql`locale`, sql`tags`)} as tags_vector
      from named
    ), source as materialized (
      select *, length(vector) as length from (
        select *, ${vector(sql`locale`, sql`words`)} as vector from (
          select posts.id as post_id, posts.kind, posts.thread_id, named.locale, named.question_id,
            posts.id is not distinct from named.accepted_answer_id as accepted, ${plain(sql`posts.html`)} as words
          from named join posts on posts.thread_id = named.id
          where posts.kind in ('question', 'answer') and posts.state = 'visible'
          offset 0
        ) as texts
        offset 0
      ) as vectors
    ), headed as (
      select source.post_id, source.kind, head.title_vector, length(head.title_vector) as title_length,
        head.tags_vector, length(head.tags_vector) as tags_length
      from source join head on head.id = source.thread_id
    ), weighed as materialized (
      ${weighed([
        field(
          'title',
          sql`select post_id, title_vector as vector, title_length as length from headed where kind = 'question'`,
        ),
        field(
          'tags',
          sql`select post_id, tags_vector as vector, tags_length as length from headed where kind = 'question'`,
        ),
        field('body', sql`select post_id, vector, length from source where not accepted`),
        field(
          'accepted',
          sql`select post_id, vector, length from source where accepted
          union all select question_id, vector, length from source where accepted`,
        ),
        field(
          'answers',
          sql`select question_id as post_id, vector, sum(length) over (partition by question_id) as length
          from source where kind = 'answer' and not accepted`,
        ),
        field(
          'context',
          sql`select post_id, title_vector as vector, title_length as length from headed where kind = 'answer'`,
        ),
      ])}
    ), answers as (
      select question_id, array_agg(post_id order by post_id) as ids from source where kind = 'answer' group by question_id
    )
    insert into search_documents (${columns})
    select source.post_id, head.id, null, coalesce(answers.ids, '{}'), source.kind, head.locale, head.title, head.tags,
      source.words, case when source.kind = 'question' then ${titleTerms} else '{}' end,
      coalesce(weighed.terms, '{}'), coalesce(weighed.impacts, '{}')
    from source
    join head on head.id = source.thread_id
    left join weighed on weighed.post_id = source.post_id
    left join answers on answers.question_id = source.post_id
    ${update}`.execute(db)

  await sql`
    delete from search_documents
    using posts, threads
    where posts.id = search_documents.post_id and threads.id = posts.thread_id
      and (posts.state <> 'visible' or threads.question_state <> 'visible' or threads.audience = 'private'
        or threads.merged_into is not null)
      and (${where})`.execute(db)

  await learnWords(
    db,
    sql`select threads.title from threads
      where threads.question_state = 'visible' and threads.audience <> 'private' and (${where})`,
  )
}

/** The same for articles: one document for each language of a published article, with the tags of the source thread. */
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
      where articles.state = 'published' and posts.state = 'visible' and (${where})
    ), head as materialized (
      select *, ${vector(sql`locale`, sql`title`)} as title_vector, ${vector(sql`locale`, sql`tags`)} as tags_vector,
        ${vector(sql`locale`, sql`words`)} as words_vector
      from source
    ), weighed as materialized (
      ${weighed([
        field('title', sql`select post_id, title_vector as vector, length(title_vector) as length from head`),
        field('tags', sql`select post_id, tags_vector as vector, length(tags_vector) as length from head`),
        field('accepted', sql`select post_id, words_vector as vector, length(words_vector) as length from head`),
      ])}
    )
    insert into search_documents (${columns})
    select head.post_id, null, head.article_id, '{}', 'article', head.locale, head.title, head.tags, head.words,
      ${titleTerms}, coalesce(weighed.terms, '{}'), coalesce(weighed.impacts, '{}')
    from head left join weighed using (post_id)
    ${update}`.execute(db)

  await sql`
    delete from search_documents
    using posts, articles
    where posts.id = search_documents.post_id and articles.id = posts.article_id
      and (articles.state <> 'published' or posts.state <> 'visible')
      and (${where})`.execute(db)

  await learnWords(
    db,
    sql`select search_documents.title from search_documents join articles on articles.id = search_documents.article_id
      where ${where}`,
  )
}

/**
 * Adds the words of titles to the vocabulary, which completes unfinished words and corrects misspelt ones. Their
 * frequencies, and the words of texts, are counted from time to time (count-words.ts).
 */
async function learnWords(db: Db, titles: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into search_words (word)
    select word from (
      select distinct unnest(tsvector_to_array(to_tsvector('simple', search_text(titles.title)))) as word
      from (${titles}) as titles
    ) as words
    where word ~ '^[[:alpha:]]{3,40}$' and not exists (select from search_words known where known.word = words.word)
    order by word
    on conflict do nothing`.execute(db)
}

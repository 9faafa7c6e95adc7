import { sql } from 'kysely'
import type { Db } from '#db/transaction.ts'
import type { EvalDocument } from './relevance-sets.ts'

/** Makes the forum say these documents and nothing else, and gives their keys by the ids of their posts. */
export async function fillForum(db: Db, documents: EvalDocument[]): Promise<Map<number, string>> {
  await sql`truncate threads, articles, posts, tags, categories, users restart identity cascade`.execute(db)
  await sql`insert into categories (slug, name) values ('all', 'All')`.execute(db)
  await sql`insert into users (name) values ('Writer'), ('Validator')`.execute(db)
  await sql`select setval('posts_id_seq', 1, false)`.execute(db)

  const keyOf = new Map<number, string>()
  let last = 0
  const post = (key: string) => {
    keyOf.set(++last, key)
    return last
  }
  const texts: { id: number; kind: string; thread: number | null; article: number | null; html: string }[] = []
  const subjects = documents.map((document, index) => {
    const { key, article, title, locale, tags } = document
    const id = index + 1
    const within = article ? { thread: null, article: id } : { thread: id, article: null }
    const head = post(key)
    texts.push({ id: head, kind: article ? 'article' : 'question', ...within, html: document.body })
    for (const html of document.answers) texts.push({ id: post(key), kind: 'answer', ...within, html })
    const accepted = document.accepted === undefined ? null : post(key)
    if (accepted !== null) texts.push({ id: accepted, kind: 'answer', ...within, html: document.accepted ?? '' })
    return { id, article, title: title || '?', locale, tags, head, accepted }
  })

  const rows = (values: unknown[]) => JSON.stringify(values)
  await sql`
    insert into tags (name) select distinct unnest(tags) from jsonb_to_recordset(${rows(subjects)}::jsonb) as (tags text[])
  `.execute(db)
  await sql`
    insert into threads (id, category_id, author_id, title, locale)
    overriding system value
    select id, 1, 1, title, locale
    from jsonb_to_recordset(${rows(subjects)}::jsonb) as (id bigint, article boolean, title text, locale text)
    where not article`.execute(db)
  await sql`
    insert into articles (id, category_id, state, default_locale, drafted_by, owner_id)
    overriding system value
    select id, 1, 'in_review', locale, 1, 1
    from jsonb_to_recordset(${rows(subjects)}::jsonb) as (id bigint, article boolean, locale text)
    where article`.execute(db)
  for (let from = 0; from < texts.length; from += 1000) {
    await sql`
      insert into posts (id, kind, thread_id, article_id, author_id, body, html)
      overriding system value
      select id, kind, thread, article, 1, html, html
      from jsonb_to_recordset(${rows(texts.slice(from, from + 1000))}::jsonb)
        as (id bigint, kind text, thread bigint, article bigint, html text)`.execute(db)
  }
  await sql`
    update threads set question_id = head, accepted_answer_id = accepted,
      accepted_at = case when accepted is not null then now() end
    from jsonb_to_recordset(${rows(subjects)}::jsonb) as subject (id bigint, article boolean, head bigint, accepted bigint)
    where threads.id = subject.id and not article`.execute(db)
  await sql`
    insert into article_translations (article_id, locale, title, post_id)
    select id, locale, title, head
    from jsonb_to_recordset(${rows(subjects)}::jsonb) as (id bigint, article boolean, locale text, title text, head bigint)
    where article`.execute(db)
  await sql`insert into grants (user_id, role) values (2, 'staff')`.execute(db)
  await sql`update article_translations set validated_by = 2, validated_at = now()`.execute(db)
  await sql`update articles set state = 'published', validated_by = 2, published_at = now()`.execute(db)
  await sql`
    insert into thread_tags (thread_id, tag_id, position)
    select distinct on (subject.id, tags.id) subject.id, tags.id, named.position
    from jsonb_to_recordset(${rows(subjects)}::jsonb) as subject (id bigint, article boolean, tags text[])
    cross join lateral unnest(subject.tags) with ordinality as named (name, position)
    join tags on tags.name = named.name::citext
    where not article`.execute(db)
  await sql`analyze threads, posts, articles, article_translations, thread_tags`.execute(db)
  return keyOf
}

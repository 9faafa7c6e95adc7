import { type RawBuilder, sql } from 'kysely'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A post with everything by which a search server searches, filters and ranks it. */
export type OutsideDocument = {
  id: number
  fingerprint: string
  kind: 'question' | 'answer' | 'article'
  locale: Locale
  threadId: number | null
  articleId: number | null
  title: string
  tags: string[]
  accepted: string
  body: string
  /** For an answer, the title of its thread. */
  context: string
  /** The stems of the texts above, each once. */
  titleStems: string
  tagStems: string
  bodyStems: string
  contextStems: string
  bodyLength: number
  tagIds: number[]
  categoryId: number
  authorId: number | null
  /** null for articles, which have no state. */
  solved: boolean | null
  closed: boolean | null
  answers: number | null
  score: number
  /** Seconds since 1970. */
  createdAt: number
  /** The factor by which votes and being solved raise it above others that are equally near: 1.1 for a solved one. */
  standing: number
}

const config = sql`(case documents.locale when 'fr' then 'entraide_fr' else 'entraide_en' end)::regconfig`
const stems = (text: RawBuilder<unknown>) =>
  sql`array_to_string(tsvector_to_array(to_tsvector(${config}, search_text(${text}))), ' ')`

/**
 * The documents of the search index in the database, with the facts that filters need. Withheld posts have no document
 * there, so they have none here.
 */
const facts = (where: RawBuilder<unknown>) => sql`
  select documents.post_id as id, documents.kind, documents.locale, documents.thread_id, documents.article_id,
    documents.title, documents.body, coalesce(accepted.body, '') as accepted,
    coalesce(threads.category_id, articles.category_id) as category_id, posts.author_id,
    case when threads.id is not null then threads.accepted_answer_id is not null or threads.solved_at is not null end as solved,
    case when threads.id is not null then threads.closed_at is not null end as closed,
    threads.answer_count as answers, posts.score, extract(epoch from posts.created_at)::bigint as created_at,
    coalesce(labels.ids, '{}') as tag_ids, coalesce(labels.names, '{}') as tag_names,
    round(((case when articles.id is not null or threads.accepted_answer_id is not null or threads.solved_at is not null
      then 1.1 else 1 end) * (1 + 0.03 * ln(1 + greatest(0, posts.score))))::numeric, 3)::float8 as standing
  from search_documents documents
  join posts on posts.id = documents.post_id
  left join threads on threads.id = documents.thread_id
  left join articles on articles.id = documents.article_id
  left join search_documents accepted on documents.kind = 'question' and accepted.post_id = threads.accepted_answer_id
  left join lateral (
    select array_agg(tags.id order by thread_tags.position, tags.id) as ids,
      array_agg(tags.name::text order by thread_tags.position, tags.id) as names
    from thread_tags join tags on tags.id = thread_tags.tag_id
    where thread_tags.thread_id = coalesce(documents.thread_id, articles.source_thread_id)
  ) as labels on true
  where ${where}`

const fingerprint = sql`to_hex(hashtextextended(documents::text, 0))`

/** The documents of some posts, in one query; posts that must not be found have none. */
export async function readOutsideDocuments(db: Db, postIds: number[]): Promise<OutsideDocument[]> {
  if (postIds.length === 0) return []
  const question = sql`documents.kind <> 'answer'`
  const { rows } = await sql<OutsideDocument>`
    select id, ${fingerprint} as fingerprint, kind, locale, thread_id as "threadId", article_id as "articleId",
      case when ${question} then title else '' end as title,
      tag_names as tags, accepted, body,
      case when ${question} then '' else title end as context,
      case when ${question} then ${stems(sql`title`)} else '' end as "titleStems",
      ${stems(sql`array_to_string(tag_names, ' ')`)} as "tagStems",
      array_to_string(tsvector_to_array(body_vector), ' ') as "bodyStems", length(body_vector) as "bodyLength",
      case when ${question} then '' else ${stems(sql`title`)} end as "contextStems",
      tag_ids as "tagIds", category_id as "categoryId", author_id as "authorId", solved, closed, answers, score,
      created_at as "createdAt", standing
    from (${facts(sql`documents.post_id = any (${postIds}::bigint[])`)}) as documents
    cross join lateral (
      select to_tsvector(${config}, search_text(accepted || ' ' || body)) as body_vector offset 0
    ) as vectors
    order by id`.execute(db)
  return rows
}

/** The next documents by id, each with a fingerprint of its content, so that two indexes can be compared. */
export async function listFingerprints(
  db: Db,
  { after, limit }: { after: number; limit: number },
): Promise<{ id: number; fingerprint: string }[]> {
  const next = sql`documents.post_id in (
    select post_id from search_documents where post_id > ${after} order by post_id limit ${sql.lit(limit)})`
  const { rows } = await sql<{ id: number; fingerprint: string }>`
    select id, ${fingerprint} as fingerprint from (${facts(next)}) as documents order by id`.execute(db)
  return rows
}

/** The posts of these threads and articles that can have a document, whether they have one or not. */
export async function listPostsOf(
  db: Db,
  { threadIds = [], articleIds = [] }: { threadIds?: number[]; articleIds?: number[] },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from posts where thread_id = any (${threadIds}::bigint[]) and kind in ('question', 'answer')
    union select id from posts where article_id = any (${articleIds}::bigint[])`.execute(db)
  return rows.map((row) => row.id)
}

export async function countDocuments(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::integer as count from search_documents`.execute(db)
  return rows[0]?.count ?? 0
}

/** For each tag name, the other names of the same tag. */
export async function listTagSynonyms(db: Db): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ name: string; synonym: string }>`
    select replace(lower(tags.name::text), '-', ' ') as name, replace(lower(tag_synonyms.name::text), '-', ' ') as synonym
    from tag_synonyms join tags on tags.id = tag_synonyms.tag_id order by 1, 2`.execute(db)
  const groups = Map.groupBy(rows, (row) => row.name)
  const pairs = [...groups].flatMap(([name, group]) => {
    const all = [name, ...group.map((row) => row.synonym)]
    return all.map((one) => [one, all.filter((other) => other !== one)] as const)
  })
  return Object.fromEntries(pairs)
}

import { sql } from 'kysely'
import { DateTime } from 'luxon'
import type { Hit } from '#app/domain/search/engine.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import {
  KINDS,
  LOCALES,
  PERIODS,
  type SearchKind,
  type SearchPeriod,
  type SearchState,
} from '#app/domain/search/query/query-terms.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** The filters of a search beside its text; a result must match all of them and the text. */
export type SearchFacets = {
  kind?: SearchKind
  state?: SearchState
  category?: string
  tags?: string[]
  locale?: Locale
  period?: SearchPeriod
}

/** The search with its facets, as if they had been typed. */
export function narrow(query: SearchQuery, facets: SearchFacets, { now }: { now: Date }): SearchQuery {
  const { kind, state, category, tags = [], locale, period } = facets
  const since =
    period &&
    DateTime.fromJSDate(now)
      .minus({ [period]: 1 })
      .toJSDate()
  const { after } = query
  return {
    ...query,
    tags: [...query.tags, ...tags.map((tag) => tag.toLowerCase())],
    categories: category === undefined ? query.categories : [category.toLowerCase()],
    kinds: kind && query.kinds.length === 0 ? [kind] : query.kinds,
    locales: locale && query.locales.length === 0 ? [locale] : query.locales,
    states: state ? [...query.states, state] : query.states,
    ...(since && { after: after && after > since ? after : since }),
    without: {
      ...query.without,
      kinds: kind ? [...query.without.kinds, ...KINDS.filter((each) => each !== kind)] : query.without.kinds,
      locales: locale
        ? [...query.without.locales, ...LOCALES.filter((each) => each !== locale)]
        : query.without.locales,
    },
  }
}

/** Whether a search has filters beside its text. */
export const isNarrowed = ({ tags = [], ...others }: SearchFacets): boolean =>
  tags.length > 0 || Object.values(others).some((value) => value !== undefined)

type Matched = { threadId: number | null; articleId: number | null }

const TAGS_SHOWN = 12

/**
 * How many of the matches (threads and articles) would be left with each further facet. `matches` are those of `hits`
 * that the viewer may see; nothing else is counted.
 */
export async function countFacets(db: Db, hits: Hit[], matches: Matched[], { now }: { now: Date }) {
  const counts = {
    kinds: new Map<SearchKind, number>(),
    states: new Map<SearchState, number>(),
    locales: new Map<Locale, number>(),
    periods: new Map<SearchPeriod, number>(),
    categories: new Map<string, number>(),
    tags: new Map<string, number>(),
  }
  if (matches.length === 0) return counts

  const ids = (key: 'threadId' | 'articleId') => matches.map((match) => match[key]).filter((id) => id !== null)
  const starts = PERIODS.map((period) =>
    DateTime.fromJSDate(now)
      .minus({ [period]: 1 })
      .toJSDate(),
  )
  const { rows } = await sql<{ facet: keyof typeof counts; value: string; count: number }>`
    with found as materialized (
      select search_documents.kind, search_documents.locale, posts.created_at, threads.id as thread_id,
        coalesce(threads.id, source.id) as tagged_id,
        coalesce(threads.category_id, articles.category_id) as category_id,
        coalesce(threads.id, -articles.id) as match,
        threads.accepted_answer_id is not null or threads.solved_at is not null as solved,
        threads.answer_count = 0 as unanswered, threads.closed_at is not null as closed,
        exists (select from tickets where tickets.thread_id = threads.id and tickets.state not in ('solved', 'closed'))
          as escalated
      from search_documents
      join posts on posts.id = search_documents.post_id
      left join threads on threads.id = search_documents.thread_id
      left join articles on articles.id = search_documents.article_id
      -- What an article was made from tells its tags as long as everybody may read it.
      left join threads source on source.id = articles.source_thread_id and source.question_state = 'visible'
        and source.audience = 'public'
      where search_documents.post_id = any (${hits.map((hit) => hit.postId)}::bigint[]) and posts.state = 'visible'
        and (threads.id = any (${ids('threadId')}::bigint[]) or articles.id = any (${ids('articleId')}::bigint[]))
    ), states as (
      select match, case when solved then array['solved'] else array['unsolved'] end
        || case when unanswered then array['unanswered'] else '{}' end
        || case when closed then array['closed'] else '{}' end
        || case when escalated then array['escalated'] else '{}' end as states
      from found where thread_id is not null
    )
    select 'kinds' as facet, kind as value, count(distinct match)::integer as count from found group by kind
    union all
    select 'states', state, count(distinct match)::integer from states, unnest(states) as state group by state
    union all
    select 'locales', locale, count(distinct match)::integer from found group by locale
    union all
    select 'periods', period, count(distinct match)::integer
    from found join unnest(${PERIODS}::text[], ${starts}::timestamptz[]) as periods (period, starts)
      on found.created_at >= periods.starts
    group by period
    union all
    (select 'categories', categories.slug::text, count(distinct match)::integer as count
    from found join categories on categories.id = found.category_id
    group by categories.slug order by count desc, categories.slug)
    union all
    (select 'tags', tags.name::text, count(distinct match)::integer as count
    from found join thread_tags on thread_tags.thread_id = found.tagged_id join tags on tags.id = thread_tags.tag_id
    group by tags.name order by count desc, tags.name limit ${sql.lit(TAGS_SHOWN)})`.execute(db)

  for (const { facet, value, count } of rows) (counts[facet] as Map<string, number>).set(value, count)
  return counts
}

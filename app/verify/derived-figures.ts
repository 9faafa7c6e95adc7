/**
 * The right values of every derived figure, computed from facts: for each, a query that returns `id` and columns with
 * the names of those in `table`. `verify` compares the values, an import stores them. The alias is needed to add a
 * range of ids.
 */
export type DerivedFigures = { table: string; alias: string; columns: string[]; query: string }

// Two queries, because each uses its own partial index: votes of users, and imported votes without a voter.
export const POSTS: DerivedFigures = {
  table: 'posts',
  alias: 'post',
  columns: ['score', 'comment_count'],
  query: `
    select post.id,
      (coalesce((select sum(value) from votes where votes.post_id = post.id and votes.voter_id is null), 0)
       + coalesce((select sum(value) from votes where votes.post_id = post.id and votes.voter_id is not null), 0))::integer
        as score,
      (select count(*) from posts comment where comment.parent_id = post.id and comment.state = 'visible')::integer
        as comment_count
    from posts post`,
}

export const THREADS: DerivedFigures = {
  table: 'threads',
  alias: 'thread',
  columns: [
    'question_id',
    'question_state',
    'counted',
    'score',
    'answer_count',
    'last_activity_at',
    'last_activity_by',
    'state',
    'view_count',
    'me_too_count',
  ],
  query: `
    select thread.id, question.id as question_id, question.state as question_state,
      question.state = 'visible' and thread.audience <> 'private' and thread.merged_into is null as counted,
      question.score, answers.visible as answer_count,
      coalesce(last.created_at, thread.created_at) as last_activity_at, last.author_id as last_activity_by,
      case
        when thread.accepted_answer_id is not null or thread.solved_at is not null then 'solved'
        when thread.needs_info_at is not null then 'needs_info'
        when answers.by_others and last.author_id is distinct from thread.author_id then 'answered'
        else 'needs_attention'
      end as state,
      thread.imported_views + thread.past_views
        + (select count(*) from thread_views where thread_views.thread_id = thread.id)::integer as view_count,
      (select count(*) from me_toos where me_toos.thread_id = thread.id)::integer as me_too_count
    from threads thread
    left join posts question on question.thread_id = thread.id and question.kind = 'question'
    cross join lateral (
      select count(*)::integer as visible, bool_or(author_id is distinct from thread.author_id) as by_others
      from posts where posts.thread_id = thread.id and kind = 'answer' and state = 'visible'
    ) answers
    left join lateral (
      select author_id, created_at from posts
      where posts.thread_id = thread.id and kind in ('question', 'answer', 'comment') and state = 'visible'
      order by created_at desc, id desc limit 1
    ) last on true`,
}

export const TAGS: DerivedFigures = {
  table: 'tags',
  alias: 'tag',
  columns: ['thread_count'],
  query: `
    select tag.id, coalesce(threads.count, 0)::integer as thread_count
    from tags tag
    left join (
      select tag_id, count(*) from thread_tags join threads on threads.id = thread_id
      where threads.question_state = 'visible' and threads.audience <> 'private' and threads.merged_into is null
      group by tag_id
    ) threads on threads.tag_id = tag.id`,
}

export const CATEGORIES: DerivedFigures = {
  table: 'categories',
  alias: 'category',
  columns: ['thread_count', 'article_count'],
  query: `
    select category.id,
      (select count(*) from threads
        where category_id = category.id and question_state = 'visible' and audience <> 'private'
          and merged_into is null)::integer as thread_count,
      (select count(*) from articles
        where category_id = category.id and state = 'published' and audience <> 'staff')::integer as article_count
    from categories category`,
}

export const ARTICLES: DerivedFigures = {
  table: 'articles',
  alias: 'article',
  columns: ['helpful_count', 'unhelpful_count'],
  query: `
    select article.id,
      (select count(*) from article_ratings where article_id = article.id and helpful)::integer as helpful_count,
      (select count(*) from article_ratings where article_id = article.id and not helpful)::integer as unhelpful_count
    from articles article`,
}

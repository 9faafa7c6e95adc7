import { inRanges } from './derive-figures.ts'
import type { Dump } from './dump-file.ts'

/** Makes what was imported findable. */
export async function indexThreads(dump: Dump): Promise<void> {
  await inRanges(dump, 'posts', (from, to) =>
    dump.client.query(
      `with documents as materialized (
         select post.id, post.kind, thread.locale, thread.title, coalesce(named.tags, '') as tags,
           regexp_replace(regexp_replace(post.html, '<[^>]*>', ' ', 'g'), '&(amp|lt|gt|quot|nbsp|#39);', ' ', 'g') as body
         from posts post
         join threads thread on thread.id = post.thread_id
         left join lateral (
           select string_agg(tags.name::text, ' ' order by position) as tags
           from thread_tags join tags on tags.id = tag_id where thread_id = thread.id
         ) named on post.kind = 'question'
         where post.import_source = $1 and post.id between $2 and $3 and post.kind in ('question', 'answer')
           and post.state = 'visible'
           and not exists (select from search_documents where post_id = post.id)
       )
       insert into search_documents (post_id, kind, locale, title, tags, body, vector)
       select id, kind, locale, title, tags, body,
         setweight(to_tsvector(config, case kind when 'question' then title else '' end), 'A')
           || setweight(to_tsvector(config, tags), 'B') || setweight(to_tsvector(config, body), 'C')
       from documents cross join lateral (select ('entraide_' || locale)::regconfig as config) configs
       on conflict do nothing`,
      [dump.source, from, to],
    ),
  )
}

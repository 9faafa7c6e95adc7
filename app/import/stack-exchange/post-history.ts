import { EDIT_REASON_MAX } from '#app/domain/posts/edit-post.ts'
import { STORED_TITLE_MAX } from '#app/domain/threads/title.ts'
import { typedText } from '#app/text/typed-text.ts'
import { counts, type DumpFile, dateOf, idOf, lineOf, MALFORMED, NO_POST, tagsOf } from './dump-file.ts'

// Each part of a post has three types: as first written, edited, rolled back.
const TITLE = ['1', '4', '7']
const BODY = ['2', '5', '8']
const TAGS = ['3', '6', '9']

export const postHistory: DumpFile = {
  name: 'PostHistory.xml',
  stage: 'incoming_history',
  columns: {
    import_id: 'bigint',
    post_id: 'bigint',
    edit: 'text',
    user_id: 'bigint',
    created_at: 'timestamptz',
    reason: 'text',
    title: 'text',
    tags: 'text[]',
    body: 'text',
  },

  take: (rows) =>
    rows.map((row) => {
      const type = row.PostHistoryTypeId ?? ''
      const [isTitle, isBody, isTags] = [TITLE.includes(type), BODY.includes(type), TAGS.includes(type)]
      if (!isTitle && !isBody && !isTags) return 'closing, moving and other acts that change no text'
      const id = idOf(row.Id)
      const postId = idOf(row.PostId)
      const createdAt = dateOf(row.CreationDate)
      if (id === null || postId === null || createdAt === null) return MALFORMED
      return [
        id,
        postId,
        row.RevisionGUID ?? String(id),
        idOf(row.UserId),
        createdAt,
        Number(type) > 3 ? lineOf(row.Comment, EDIT_REASON_MAX) : '',
        isTitle ? lineOf(row.Text, STORED_TITLE_MAX) : null,
        isTags ? tagsOf(row.Text) : null,
        isBody ? typedText(row.Text ?? '') : null,
      ]
    }),

  // The rows of one edit make one revision. A revision holds the whole post: what an edit did not change is copied from
  // the revision before. When the rows of an edit are in two batches, the second one completes it. Rows older than the
  // newest revision are already known.
  async store(dump) {
    const tally = await counts<'total' | 'placed' | 'kept'>(
      dump,
      `with placed as materialized (
         select incoming.*, post.id as post, post.kind = 'question' as asks, post.body as post_body,
           post.body_format as post_format, thread.title as thread_title,
           coalesce(last.number, 0) as last_number, last.title as last_title, last.tags as last_tags,
           last.body as last_body, last.body_format as last_format,
           coalesce(last.created_at, case when post.body_format = 'markdown'
             then coalesce(post.edited_at, post.created_at) + interval '1 minute' else '-infinity' end) as known_until,
           last.id as last_id
         from incoming_history incoming
         join posts post on post.import_source = $1 and post.import_id = incoming.post_id
           and post.kind in ('question', 'answer')
         join threads thread on thread.id = post.thread_id
         left join lateral (select * from revisions where post_id = post.id order by number desc limit 1) last on true
       ), edits as (
         select post, edit, min(import_id) as first_id, min(created_at) as created_at, max(user_id) as user_id,
           max(reason) as reason, max(title) as title, max(tags) as tags, max(body) as body, count(*) as parts,
           bool_or(asks) as asks, min(known_until) as known_until, min(last_id) as last_id, min(last_number) as last_number,
           min(last_title) as last_title, min(last_tags) as last_tags, min(last_body) as last_body,
           min(last_format) as last_format, min(post_body) as post_body, min(post_format) as post_format,
           min(thread_title) as thread_title
         from placed group by post, edit
       ), completed as (
         update revisions set title = coalesce(edits.title, revisions.title), tags = coalesce(edits.tags, revisions.tags),
           body = coalesce(edits.body, revisions.body),
           body_format = case when edits.body is null then revisions.body_format else 'markdown' end
         from edits
         where revisions.id = edits.last_id and edits.created_at = edits.known_until
           and (edits.title is distinct from coalesce(revisions.title, '') and edits.title is not null and edits.asks
             or edits.tags is not null and edits.tags is distinct from revisions.tags and edits.asks
             or edits.body is not null and edits.body is distinct from revisions.body)
         returning edits.parts, edits.post, edits.body, edits.first_id
       ), numbered as (
         select *, row_number() over ordered as turn, count(title) over ordered as titles, count(tags) over ordered as taggings,
           count(body) over ordered as bodies
         from edits where created_at > known_until
         window ordered as (partition by post order by first_id)
       ), filled as (
         select numbered.*,
           coalesce(first_value(title) over (partition by post, titles order by first_id), last_title, thread_title) as full_title,
           coalesce(first_value(tags) over (partition by post, taggings order by first_id), last_tags) as full_tags,
           coalesce(first_value(body) over (partition by post, bodies order by first_id), last_body, post_body) as full_body,
           case when bodies > 0 then 'markdown' else coalesce(last_format, post_format) end as format
         from numbered
       ), kept as (
         insert into revisions (post_id, number, title, tags, body, body_format, reason, editor_id, created_at)
         select post, last_number + turn, case when asks then full_title end, case when asks then full_tags end, full_body,
           format, reason, editor.id, filled.created_at
         from filled left join users editor on editor.import_source = $1 and editor.import_id = filled.user_id
       ), newest as (
         select distinct on (post) post, body from (
           select post, body, first_id from numbered where body is not null
           union all select post, body, first_id from completed where body is not null
         ) bodies order by post, first_id desc
       ), sources as (
         update posts set body = newest.body, body_format = 'markdown' from newest
         where posts.id = newest.post
           and not exists (select from events where events.post_id = posts.id and events.verb = 'post.edited')
       )
       select (select count(*) from incoming_history) as total, (select count(*) from placed) as placed,
         (select coalesce(sum(parts), 0)::bigint from filled) + (select coalesce(sum(parts), 0)::bigint from completed) as kept`,
    )
    return { kept: tally.kept, known: tally.placed - tally.kept, skipped: { [NO_POST]: tally.total - tally.placed } }
  },

  // A post that was never edited has no revisions.
  async finish(dump) {
    await dump.client.query(
      `delete from revisions using posts
       where posts.id = revisions.post_id and posts.import_source = $1 and revisions.number = 1
         and not exists (select from revisions later where later.post_id = revisions.post_id and later.number > 1)`,
      [dump.source],
    )
  },
}

import { isBlank, typedText } from '#app/text/typed-text.ts'
import { addMissingUsers, counts, type DumpFile, dateOf, idOf, lineOf, MALFORMED, NO_POST } from './dump-file.ts'

export const comments: DumpFile = {
  name: 'Comments.xml',
  stage: 'incoming_comments',
  columns: {
    import_id: 'bigint',
    post_id: 'bigint',
    user_id: 'bigint',
    user_name: 'text',
    body: 'text',
    html: 'text',
    created_at: 'timestamptz',
  },

  async take(rows, dump) {
    const cleaned = await dump.cleaner.clean(rows.map((row) => ({ kind: 'comment', text: typedText(row.Text ?? '') })))
    return rows.map((row, at) => {
      const id = idOf(row.Id)
      const postId = idOf(row.PostId)
      const createdAt = dateOf(row.CreationDate)
      if (id === null || postId === null || createdAt === null) return MALFORMED
      const text = typedText(row.Text ?? '')
      if (isBlank(text)) return 'empty'
      return [
        id,
        postId,
        idOf(row.UserId),
        lineOf(row.UserDisplayName, 80) || null,
        text,
        cleaned[at]?.html ?? '',
        createdAt,
      ]
    })
  },

  async store(dump) {
    await addMissingUsers(dump, 'incoming_comments', 'user_id', 'user_name')
    const { total, placed, kept } = await counts<'total' | 'placed' | 'kept'>(
      dump,
      `with placed as materialized (
         select incoming.*, post.thread_id, post.id as parent_id, author.id as author_id
         from incoming_comments incoming
         join posts post on post.import_source = $1 and post.import_id = incoming.post_id and post.kind <> 'comment'
         left join users author on author.import_source = $1 and author.import_id = incoming.user_id
       ), kept as (
         insert into posts (thread_id, parent_id, kind, author_id, author_name, body, html, import_source, import_id, created_at)
         select thread_id, parent_id, 'comment', author_id,
           case when author_id is null then coalesce(user_name, 'user' || user_id) end,
           body, html, $1, import_id, created_at
         from placed
         on conflict (import_source, import_id, (kind = 'comment')) where import_source is not null do nothing
         returning 1)
       select (select count(*) from incoming_comments) as total, (select count(*) from placed) as placed,
         (select count(*) from kept) as kept`,
    )
    return { kept, known: placed - kept, skipped: { [NO_POST]: total - placed } }
  },
}

import { TAG_DESCRIPTION_MAX } from '#app/domain/tags/list-options.ts'
import { STORED_TITLE_MAX } from '#app/domain/threads/title.ts'
import type { CleanText, Text } from '#app/import/stack-exchange/html-cleaner-thread.ts'
import { cutText } from '#app/text/cut-text.ts'
import { typedLine, typedText } from '#app/text/typed-text.ts'
import {
  addMissingUsers,
  counts,
  type Dump,
  type DumpFile,
  dateOf,
  idOf,
  lineOf,
  lockTagNames,
  MALFORMED,
  reasonFor,
  type Tally,
  tagsOf,
} from './dump-file.ts'
import type { Row } from './read-rows.ts'
import type { Value } from './stage-rows.ts'

const QUESTION = '1'
const ANSWER = '2'
const EXCERPT = '4'
const NO_QUESTION = 'its question is not in the dump'

/** Names of the other types of posts. Source: the schema published with the dumps. */
const LEFT_OUT: Record<string, string> = {
  3: 'a wiki page',
  5: 'the long description of a tag',
  6: 'a nomination of a moderator',
  7: 'a wiki page',
  8: 'a wiki page',
}

/** `excerpts` maps a post to the tag that it describes. */
export function postsFile(excerpts: Map<number, string>): DumpFile {
  // An entry is kept only from a question to its accepted answer, which is a short way in the file, so memory stays
  // small.
  const accepted = new Map<number, number>()
  const missingQuestions = new Set<number>()
  const lateQuestions = new Set<number>()

  return {
    name: 'Posts.xml',
    stage: 'incoming_posts',
    columns: {
      import_id: 'bigint',
      kind: 'text',
      parent_id: 'bigint',
      accepts: 'boolean',
      owner_id: 'bigint',
      owner_name: 'text',
      editor_id: 'bigint',
      created_at: 'timestamptz',
      edited_at: 'timestamptz',
      closed_at: 'timestamptz',
      views: 'integer',
      title: 'text',
      tags: 'citext[]',
      locale: 'text',
      body: 'text',
      html: 'text',
    },

    notice(row) {
      if (row.PostTypeId !== QUESTION) return
      const id = idOf(row.Id)
      const answer = idOf(row.AcceptedAnswerId)
      if (id === null) return
      if (answer !== null) accepted.set(answer, id)
      if (missingQuestions.has(id)) lateQuestions.add(id)
    },

    async take(rows, dump) {
      const reasons = rows.map((row) => reasonToLeaveOut(row, excerpts))
      const texts = await dump.cleaner.clean(rows.filter((_, at) => !reasons[at]).map((row) => textOf(row)))
      let next = 0
      return rows.map((row, at) => reasons[at] ?? valuesOf(row, texts[next++], dump))
    },

    async store(dump) {
      await addMissingUsers(dump, 'incoming_posts', 'owner_id', 'owner_name')
      const orphans = await storePosts(dump)
      for (const id of orphans.questions) missingQuestions.add(id)
      return orphans.tally
    },

    unsettled: NO_QUESTION,
    secondLook() {
      if (lateQuestions.size === 0) return undefined
      return (row) => row.PostTypeId === ANSWER && lateQuestions.has(Number(row.ParentId))
    },
  }

  function valuesOf(row: Row, text: CleanText | undefined, dump: Dump): Value[] {
    const id = Number(row.Id)
    const kind = row.PostTypeId === QUESTION ? 'question' : row.PostTypeId === ANSWER ? 'answer' : 'excerpt'
    const parentId = idOf(row.ParentId)
    const accepts = kind === 'answer' && accepted.get(id) === parentId
    if (accepts) accepted.delete(id)
    return [
      id,
      kind,
      parentId,
      accepts ? 't' : 'f',
      idOf(row.OwnerUserId),
      lineOf(row.OwnerDisplayName, 80) || null,
      idOf(row.LastEditorUserId),
      dateOf(row.CreationDate),
      dateOf(row.LastEditDate),
      dateOf(row.ClosedDate),
      Math.max(0, Math.min(idOf(row.ViewCount) ?? 0, 2_000_000_000)),
      kind === 'excerpt' ? (excerpts.get(id) ?? '') : lineOf(row.Title, STORED_TITLE_MAX),
      tagsOf(row.Tags),
      dump.locale ?? text?.locale ?? 'en',
      kind === 'excerpt' ? cutText(typedLine(text?.plain ?? ''), TAG_DESCRIPTION_MAX) : typedText(row.Body ?? ''),
      text?.html ?? '',
    ]
  }

  async function storePosts(dump: Dump): Promise<{ tally: Tally; questions: number[] }> {
    const values = [dump.source, dump.categoryId]
    await lockTagNames(dump)
    await dump.client.query(INSERT_TAGS)
    const questions = await counts<'total' | 'kept'>(dump, INSERT_QUESTIONS, values)
    const answers = await counts<'total' | 'placed' | 'kept'>(dump, INSERT_ANSWERS)
    const descriptions = await counts<'total' | 'placed' | 'kept'>(dump, DESCRIBE_TAGS, [])
    const orphans = answers.total - answers.placed
    const { rows } =
      orphans === 0 ? { rows: [] } : await dump.client.query<{ id: number }>(ORPHANED_QUESTIONS, [dump.source])

    return {
      questions: rows.map((row) => row.id),
      tally: {
        kept: questions.kept + answers.kept + descriptions.kept,
        known:
          questions.total - questions.kept + answers.placed - answers.kept + descriptions.placed - descriptions.kept,
        skipped: {
          [NO_QUESTION]: orphans,
          'the description of a tag that is not used': descriptions.total - descriptions.placed,
        },
      },
    }
  }
}

function reasonToLeaveOut(row: Row, excerpts: Map<number, string>): string | undefined {
  const type = row.PostTypeId ?? ''
  if (type !== QUESTION && type !== ANSWER && type !== EXCERPT)
    return reasonFor(LEFT_OUT, type) ?? 'an unknown type of post'
  const id = idOf(row.Id)
  if (id === null || dateOf(row.CreationDate) === null) return MALFORMED
  if (type === QUESTION && lineOf(row.Title, STORED_TITLE_MAX) === '') return 'a question without a title'
  if (type === ANSWER && idOf(row.ParentId) === null) return MALFORMED
  if (type === EXCERPT && !excerpts.has(id)) return 'the description of a tag that is not used'
  if (type === EXCERPT && !row.Body?.trim()) return 'an empty description of a tag'
  return undefined
}

function textOf(row: Row): Text {
  const text = typedText(row.Body ?? '')
  if (row.PostTypeId === EXCERPT) return { kind: 'about', text }
  return row.PostTypeId === QUESTION ? { kind: 'html', text, title: row.Title ?? '' } : { kind: 'html', text }
}

const AUTHOR_NAME = `case when author_id is null then coalesce(owner_name, 'user' || owner_id) end`

// The ids are taken from the sequences first, because a thread and its question refer to each other and are inserted by
// one statement.
const INSERT_QUESTIONS = `
  with fresh as materialized (
    select incoming.*, author.id as author_id, editor.id as editor,
      nextval(pg_get_serial_sequence('threads', 'id')) as thread_id,
      nextval(pg_get_serial_sequence('posts', 'id')) as question_id
    from (select distinct on (import_id) * from incoming_posts where kind = 'question' order by import_id) incoming
    left join users author on author.import_source = $1 and author.import_id = incoming.owner_id
    left join users editor on editor.import_source = $1 and editor.import_id = incoming.editor_id
    where not exists (
      select from posts where import_source = $1 and posts.import_id = incoming.import_id and posts.kind <> 'comment')
    order by incoming.import_id
  ), new_threads as (
    insert into threads (id, category_id, author_id, title, locale, closed_at, close_reason, import_source, imported_views,
      created_at, question_id, view_count, last_activity_at, last_activity_by)
    overriding system value
    select thread_id, $2, author_id, title, locale, closed_at, case when closed_at is not null then 'other' end, $1, views,
      created_at, question_id, views, created_at, author_id
    from fresh
  ), new_posts as (
    insert into posts (id, thread_id, kind, author_id, author_name, body, body_format, html, import_source, import_id,
      created_at, edited_at, edited_by)
    overriding system value
    select question_id, thread_id, 'question', author_id, ${AUTHOR_NAME}, body, 'html', html, $1, import_id,
      created_at, edited_at, editor
    from fresh
  ), named as materialized (
    select fresh.thread_id, wanted.name, wanted.position - 1 as position
    from fresh cross join lateral unnest(fresh.tags) with ordinality as wanted (name, position)
  ), tagged as (
    insert into thread_tags (thread_id, tag_id, position)
    select thread_id, tag_id, row_number() over (partition by thread_id order by min(position)) - 1
    from (
      select named.thread_id, named.position, tags.id as tag_id from named join tags on tags.name = named.name
      union all
      select named.thread_id, named.position, synonym.tag_id from named join tag_synonyms synonym on synonym.name = named.name
    ) resolved
    group by thread_id, tag_id
  )
  select (select count(*) from incoming_posts where kind = 'question') as total, (select count(*) from fresh) as kept`

const INSERT_TAGS = `
  insert into tags (name)
  select wanted.name from (select distinct unnest(tags) as name from incoming_posts) wanted
  where not exists (select from tags where tags.name = wanted.name)
    and not exists (select from tag_synonyms where tag_synonyms.name = wanted.name)
  on conflict do nothing`

// When something happened in a thread here since the last import, what was decided here stays.
const INSERT_ANSWERS = `
  with placed as materialized (
    select incoming.*, question.thread_id, author.id as author_id, editor.id as editor
    from (select distinct on (import_id) * from incoming_posts where kind = 'answer' order by import_id) incoming
    left join posts question on question.import_source = $1 and question.import_id = incoming.parent_id
      and question.kind = 'question'
    left join users author on author.import_source = $1 and author.import_id = incoming.owner_id
    left join users editor on editor.import_source = $1 and editor.import_id = incoming.editor_id
  ), kept as (
    insert into posts (thread_id, kind, author_id, author_name, body, body_format, html, import_source, import_id,
      created_at, edited_at, edited_by)
    select thread_id, 'answer', author_id, ${AUTHOR_NAME}, body, 'html', html, $1, import_id, created_at, edited_at, editor
    from placed where thread_id is not null
    on conflict (import_source, import_id, (kind = 'comment')) where import_source is not null do nothing
    returning id, import_id, thread_id, created_at
  ), accepted as (
    update threads set accepted_answer_id = kept.id, accepted_by = threads.author_id,
      accepted_at = greatest(kept.created_at, threads.created_at)
    from kept
    where threads.id = kept.thread_id and threads.accepted_answer_id is null
      and kept.import_id in (select import_id from placed where accepts)
      and not exists (select from events where events.thread_id = threads.id)
  )
  select (select count(*) from incoming_posts where kind = 'answer') as total,
    (select count(*) from incoming_posts where kind = 'answer')
      - (select count(*) from placed where thread_id is null) as placed,
    (select count(*) from kept) as kept`

const ORPHANED_QUESTIONS = `
  select distinct parent_id as id from incoming_posts incoming
  where kind = 'answer' and not exists (
    select from posts where import_source = $1 and import_id = incoming.parent_id and posts.kind = 'question')`

const DESCRIBE_TAGS = `
  with placed as (
    select tags.id, incoming.body from incoming_posts incoming join tags on tags.name = incoming.title::citext
    where incoming.kind = 'excerpt'
  ), kept as (
    update tags set description = placed.body from placed where tags.id = placed.id and tags.description = '' returning 1
  )
  select (select count(*) from incoming_posts where kind = 'excerpt') as total, (select count(*) from placed) as placed,
    (select count(*) from kept) as kept`

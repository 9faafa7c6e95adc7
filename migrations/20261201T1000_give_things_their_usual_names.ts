import { type Kysely, sql } from 'kysely'

type Renames = Record<string, string>

const SETTINGS: Renames = { pace: 'rateLimits', firstLevel: 'suggestions' }

/** By the name of the setting as it is after `up`. */
const SETTING_KEYS: { setting: string; from: string; to: string }[] = [
  { setting: 'editing', from: 'quietMinutes', to: 'graceMinutes' },
  { setting: 'experts', from: 'holdHours', to: 'reservedHours' },
  { setting: 'experts', from: 'restAfterHours', to: 'secondWaveAfterHours' },
]

const VERBS: Renames = {
  'post.held': 'post.queued',
  'search.marked': 'search.resolved',
  'expert.took': 'expert.request_accepted',
  'expert.passed': 'expert.request_passed',
  'expert.asked': 'expert.requested',
  'reply.posted': 'private_reply.posted',
}

const NOTIFICATION_KINDS: Renames = {
  asked: 'expert_request',
  post_judged: 'post_reviewed',
  review_wanted: 'review_requested',
}

const DRAFT_KINDS: Renames = { desk: 'ticket', message: 'private_reply' }

const JOBS: Renames = {
  'escalation.plan_thread': 'escalation.schedule',
  'escalation.plan_all': 'escalation.schedule_all',
  'escalation.settle_thread': 'tickets.sync',
  'firstLevel.reply': 'automatic_replies.reply',
  'firstLevel.reconsider': 'automatic_replies.reconsider',
  'firstLevel.measure': 'automatic_replies.measure',
  'search.forget': 'searches.delete_old',
  'search.popular': 'searches.update_popular',
  'search.report': 'searches.report',
  'search.count': 'search.count_words',
  'notifications.forget': 'notifications.delete_old',
  'journeys.forget': 'journeys.delete_old',
  'experts.sweep': 'experts.follow_up_requests',
}

const back = (renames: Renames): Renames => Object.fromEntries(Object.entries(renames).map(([from, to]) => [to, from]))

export async function up(db: Kysely<any>): Promise<void> {
  await renameTable(db, 'need_endings', 'deflections')
  await renameTable(db, 'search_marks', 'search_resolutions')
  await renameColumn(db, 'search_resolutions', 'mark', 'resolution')
  await renameColumn(db, 'search_resolutions', 'marked_by', 'resolved_by')
  await renameColumn(db, 'search_resolutions', 'marked_at', 'resolved_at')
  await renameColumn(db, 'posts', 'quiet_edits', 'grace_edits')
  await renameColumn(db, 'close_votes', 'spent_at', 'used_at')
  await renameColumn(db, 'suggested_edits', 'stands', 'in_effect')

  const requestStates = ['open', 'accepted', 'passed', 'expired', 'answered']
  await renameValues(db, 'expert_requests', 'state', { settled: 'cancelled' }, [...requestStates, 'cancelled'])
  await renameValues(db, 'automatic_replies', 'withdrawn_because', { topic: 'category' }, [
    'article',
    'question',
    'category',
  ])
  await renameValues(db, 'drafts', 'kind', DRAFT_KINDS, [...DRAFTS, 'ticket', 'private_reply', 'contact'])
  await renameValues(db, 'grants', 'origin', { named: 'appointed' }, ['appointed', 'earned'])
  await sql`alter table grants alter column origin set default 'appointed'`.execute(db)

  await renameStored(db, 'settings', 'name', SETTINGS)
  for (const { setting, from, to } of SETTING_KEYS) await renameKey(db, setting, from, to)
  await renameStored(db, 'notifications', 'kind', NOTIFICATION_KINDS)
  await renameStored(db, 'notification_preferences', 'kind', NOTIFICATION_KINDS)
  await renameInEvents(db, VERBS, { from: 'named', to: 'appointed' })
  await renameJobs(db, JOBS)
}

export async function down(db: Kysely<any>): Promise<void> {
  await renameJobs(db, back(JOBS))
  await renameInEvents(db, back(VERBS), { from: 'appointed', to: 'named' })
  await renameStored(db, 'notification_preferences', 'kind', back(NOTIFICATION_KINDS))
  await renameStored(db, 'notifications', 'kind', back(NOTIFICATION_KINDS))
  for (const { setting, from, to } of SETTING_KEYS) await renameKey(db, setting, to, from)
  await renameStored(db, 'settings', 'name', back(SETTINGS))

  await sql`alter table grants alter column origin set default 'named'`.execute(db)
  await renameValues(db, 'grants', 'origin', { appointed: 'named' }, ['named', 'earned'])
  await renameValues(db, 'drafts', 'kind', back(DRAFT_KINDS), [...DRAFTS, 'desk', 'message', 'contact'])
  await renameValues(db, 'automatic_replies', 'withdrawn_because', { category: 'topic' }, [
    'article',
    'question',
    'topic',
  ])
  const requestStates = ['open', 'accepted', 'passed', 'expired', 'answered']
  await renameValues(db, 'expert_requests', 'state', { cancelled: 'settled' }, [...requestStates, 'settled'])

  await renameColumn(db, 'suggested_edits', 'in_effect', 'stands')
  await renameColumn(db, 'close_votes', 'used_at', 'spent_at')
  await renameColumn(db, 'posts', 'grace_edits', 'quiet_edits')
  await renameColumn(db, 'search_resolutions', 'resolved_at', 'marked_at')
  await renameColumn(db, 'search_resolutions', 'resolved_by', 'marked_by')
  await renameColumn(db, 'search_resolutions', 'resolution', 'mark')
  await renameTable(db, 'search_resolutions', 'search_marks')
  await renameTable(db, 'deflections', 'need_endings')
}

const DRAFTS = ['question', 'answer', 'comment', 'edit', 'article', 'article_edit']

/** With its constraints, indexes and sequences, which PostgreSQL leaves with the old name. */
async function renameTable(db: Kysely<any>, from: string, to: string): Promise<void> {
  await sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(db)
  const { rows: constraints } = await sql<{ name: string }>`
    select conname as name from pg_constraint where conrelid = ${to}::regclass and starts_with(conname, ${from})`.execute(
    db,
  )
  for (const { name } of constraints) {
    const next = to + name.slice(from.length)
    await sql`alter table ${sql.table(to)} rename constraint ${sql.id(name)} to ${sql.id(next)}`.execute(db)
  }
  const { rows: indexes } = await sql<{ name: string }>`
    select pg_class.relname as name from pg_index join pg_class on pg_class.oid = pg_index.indexrelid
    where pg_index.indrelid = ${to}::regclass and starts_with(pg_class.relname, ${from})`.execute(db)
  for (const { name } of indexes) {
    await sql`alter index ${sql.id(name)} rename to ${sql.id(to + name.slice(from.length))}`.execute(db)
  }
  const sequence = `${from}_id_seq`
  const { rows } = await sql<{ is: boolean }>`select to_regclass(${sequence}) is not null as is`.execute(db)
  if (rows[0]?.is) await sql`alter sequence ${sql.id(sequence)} rename to ${sql.id(`${to}_id_seq`)}`.execute(db)
}

async function renameColumn(db: Kysely<any>, table: string, from: string, to: string): Promise<void> {
  await sql`alter table ${sql.table(table)} rename column ${sql.id(from)} to ${sql.id(to)}`.execute(db)
  const constraints: [string, string][] = [
    [`${table}_${from}_check`, `${table}_${to}_check`],
    [`${table}_${from}_fkey`, `${table}_${to}_fkey`],
  ]
  for (const [name, next] of constraints) {
    const { rows } = await sql<{ is: boolean }>`
      select exists (select from pg_constraint where conrelid = ${table}::regclass and conname = ${name}) as is`.execute(
      db,
    )
    if (rows[0]?.is)
      await sql`alter table ${sql.table(table)} rename constraint ${sql.id(name)} to ${sql.id(next)}`.execute(db)
  }
}

/** Values of a column whose check lists them. */
async function renameValues(
  db: Kysely<any>,
  table: string,
  column: string,
  renames: Renames,
  all: string[],
): Promise<void> {
  const check = sql.id(`${table}_${column}_check`)
  await sql`alter table ${sql.table(table)} drop constraint ${check}`.execute(db)
  await renameStored(db, table, column, renames)
  await sql`alter table ${sql.table(table)} add constraint ${check}
    check (${sql.id(column)} in (${sql.join(all.map((value) => sql.lit(value)))}))`.execute(db)
}

async function renameStored(db: Kysely<any>, table: string, column: string, renames: Renames): Promise<void> {
  for (const [from, to] of Object.entries(renames)) {
    await sql`update ${sql.table(table)} set ${sql.id(column)} = ${to} where ${sql.id(column)} = ${from}`.execute(db)
  }
}

async function renameKey(db: Kysely<any>, setting: string, from: string, to: string): Promise<void> {
  await sql`
    update settings set value = (value - ${from}::text) || jsonb_build_object(${to}::text, value -> ${from}::text)
    where name = ${setting} and value ? ${from}::text`.execute(db)
}

/** Events are append-only to everybody but this. */
async function renameInEvents(db: Kysely<any>, verbs: Renames, origin: { from: string; to: string }): Promise<void> {
  await sql`alter table events disable trigger events_append_only`.execute(db)
  await renameStored(db, 'events', 'verb', verbs)
  await sql`
    update events set after = after || jsonb_build_object('origin', ${origin.to}::text)
    where verb = 'user.granted' and after ->> 'origin' = ${origin.from}`.execute(db)
  await sql`alter table events enable trigger events_append_only`.execute(db)
}

/** Jobs that wait and what the worker knows of its timetable; where it has never run there is nothing to rename. */
async function renameJobs(db: Kysely<any>, jobs: Renames): Promise<void> {
  const { rows } = await sql<{ is: boolean }>`
    select to_regclass('graphile_worker._private_tasks') is not null
      and to_regclass('graphile_worker._private_known_crontabs') is not null as is`.execute(db)
  if (!rows[0]?.is) return
  for (const [from, to] of Object.entries(jobs)) {
    await sql`
      update graphile_worker._private_tasks set identifier = ${to}
      where identifier = ${from}
        and not exists (select from graphile_worker._private_tasks where identifier = ${to})`.execute(db)
    // The key is what keeps a job from being doubled: its name and its subject.
    await sql`
      update graphile_worker._private_jobs set key = ${to} || substr(key, ${from.length + 1}::integer)
      where starts_with(key, ${`${from}:`})
        and not exists (
          select from graphile_worker._private_jobs other
          where other.key = ${to} || substr(_private_jobs.key, ${from.length + 1}::integer))`.execute(db)
    await sql`
      update graphile_worker._private_known_crontabs set identifier = ${to}
      where identifier = ${from}
        and not exists (select from graphile_worker._private_known_crontabs where identifier = ${to})`.execute(db)
  }
}

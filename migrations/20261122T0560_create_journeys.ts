import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // One need, from its first step on. Without a person: the key is that of a cookie of a day, and goes with it.
  await sql`
    create table journeys (
      id bigint generated always as identity primary key,
      key uuid,
      locale text not null check (locale in ('en', 'fr')),
      member boolean not null,
      begun_at timestamptz not null,
      last_at timestamptz not null,
      ended_at timestamptz,
      outcome text check (outcome in ('asked', 'joined', 'solved_alone', 'left')),
      thread_id bigint references threads on delete set null,
      check (last_at >= begun_at),
      check ((outcome is null) = (ended_at is null)),
      check (thread_id is null or outcome in ('asked', 'joined'))
    )`.execute(db)
  await sql`create index journeys_of_key on journeys (key, id desc) where key is not null`.execute(db)
  await sql`create index journeys_thread on journeys (thread_id) where thread_id is not null`.execute(db)
  await sql`create unique index journeys_asked on journeys (thread_id) where outcome = 'asked'`.execute(db)
  await sql`create index journeys_begun on journeys (begun_at)`.execute(db)

  // What a browser did. What happened to the question afterwards is in its thread.
  await sql`
    create table journey_steps (
      id bigint generated always as identity primary key,
      journey_id bigint not null references journeys on delete cascade,
      step text not null check (step in (
        'search', 'suggestion_shown', 'suggestion_opened', 'article', 'guide', 'ask', 'joined', 'solved_alone')),
      at timestamptz not null,
      thread_id bigint references threads on delete set null,
      article_id bigint references articles on delete set null
    )`.execute(db)
  await sql`create index journey_steps_journey on journey_steps (journey_id, step, at)`.execute(db)
  await sql`create index journey_steps_thread on journey_steps (thread_id) where thread_id is not null`.execute(db)
  await sql`create index journey_steps_article on journey_steps (article_id) where article_id is not null`.execute(db)

  // What is left of the journeys of a day (UTC) when they are forgotten.
  await sql`
    create table funnel_days (
      day date not null,
      locale text not null,
      member boolean not null,
      measure text not null,
      count integer not null check (count > 0),
      primary key (day, locale, member, measure)
    )`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable('funnel_days').execute()
  await db.schema.dropTable('journey_steps').execute()
  await db.schema.dropTable('journeys').execute()
}

import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // How much a question moves people, and how new it is: with i = score + answers,
  //   sign(i) · log10(1 + |i|) + days since 2020 / 2
  // so that ten times the interest is worth two days. Nothing has to be recomputed as time passes, and the key of a list
  // stays what it is.
  await sql`
    alter table threads add column hot numeric(12, 6) not null generated always as (
      sign(score + answer_count) * log((1 + abs(score + answer_count))::numeric)
      + extract(epoch from (created_at - timestamptz '2020-01-01 00:00:00+00')) / 172800
    ) stored`.execute(db)
  await sql`create index threads_hot on threads (hot desc, id desc) where question_state = 'visible'`.execute(db)
  await sql`create index threads_closed on threads (created_at desc, id desc)
    where question_state = 'visible' and closed_at is not null`.execute(db)

  // The threads most like one, best first. One row a thread, that it has none like it is known too.
  await sql`
    create table thread_relations (
      thread_id bigint primary key references threads on delete cascade,
      related bigint[] not null default '{}',
      computed_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index thread_relations_related on thread_relations using gin (related)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table thread_relations`.execute(db)
  await sql`drop index threads_closed`.execute(db)
  await sql`alter table threads drop column hot`.execute(db)
}

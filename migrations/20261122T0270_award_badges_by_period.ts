import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<any>): Promise<void> {
  // What was earned in a stretch of time can be earned again in the next.
  await sql`alter table awards add column period text`.execute(db)
  await sql`
    update awards set period = to_char(awarded_at at time zone 'UTC', 'YYYY')
    where badge = 'yearly-helper' and import_source is null`.execute(db)
  await sql`drop index awards_once`.execute(db)
  await sql`create unique index awards_once on awards (badge, user_id, post_id, tag_id, period) nulls not distinct
    where import_source is null`.execute(db)
  await sql`create index awards_badge on awards (badge, awarded_at desc, id desc)`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop index awards_badge`.execute(db)
  await sql`drop index awards_once`.execute(db)
  // Without periods one award of each stays.
  await sql`
    delete from awards where period is not null and exists (
      select from awards earlier where earlier.badge = awards.badge and earlier.user_id = awards.user_id
        and earlier.period < awards.period
    )`.execute(db)
  await sql`alter table awards drop column period`.execute(db)
  await sql`create unique index awards_once on awards (badge, user_id, post_id, tag_id) nulls not distinct
    where import_source is null`.execute(db)
}

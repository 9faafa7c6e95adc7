import { type Kysely, sql } from 'kysely'

/** The reason is that of the sanction; nothing read the copy. */
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('users').dropColumn('suspension_reason').execute()
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('users').addColumn('suspension_reason', 'text').execute()
  await sql`
    update users set suspension_reason = (
      select reason from sanctions where user_id = users.id and kind = 'suspension' and lifted_at is null
      order by id desc limit 1)
    where suspended_until is not null`.execute(db)
}

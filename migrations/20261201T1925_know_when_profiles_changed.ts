import type { Kysely } from 'kysely'

/** When somebody last saved their profile and preferences, for their own form in another window. */
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('users').addColumn('profile_changed_at', 'timestamptz').execute()
}

export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.alterTable('users').dropColumn('profile_changed_at').execute()
}

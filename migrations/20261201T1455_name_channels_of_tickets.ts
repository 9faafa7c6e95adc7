import { type Kysely, sql } from 'kysely'

/** Private threads are begun with the message form; their tickets said that they came from the community. */
export async function up(db: Kysely<any>): Promise<void> {
  await sql`
    update tickets set channel = 'form' from threads
    where threads.id = tickets.thread_id and threads.audience = 'private' and tickets.channel = 'community'`.execute(db)
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`update tickets set channel = 'community' where channel = 'form'`.execute(db)
}

import { type Kysely, sql } from 'kysely'

const kinds = ['question', 'answer', 'comment', 'edit', 'article', 'article_edit', 'desk', 'message']

async function allow(db: Kysely<any>, allowed: string[]): Promise<void> {
  await sql`alter table drafts drop constraint drafts_kind_check`.execute(db)
  await sql`alter table drafts add constraint drafts_kind_check
    check (kind in (${sql.join(allowed.map((kind) => sql.lit(kind)))}))`.execute(db)
}

export async function up(db: Kysely<any>): Promise<void> {
  await allow(db, [...kinds, 'contact'])
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`delete from drafts where kind = 'contact'`.execute(db)
  await allow(db, kinds)
}

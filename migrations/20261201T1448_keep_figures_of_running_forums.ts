import { type Kysely, sql } from 'kysely'

/**
 * The figures of a new forum are those of a support forum from now on. One that has members keeps those that it had: what
 * nobody had set was the default of the time, and is written down here.
 */
const FIGURES = {
  privileges: { preset: 'medium' },
  writing: { linksWithoutPrivilege: 2, firstDayImages: 1 },
  tagging: { required: true, everybodyCreatesBelow: 0 },
  attachments: { imageMegabytes: 4, megapixels: 40, animationMegapixels: 40, fileMegabytes: 8 },
  rateLimits: { firstDayQuestions: 3 },
}

export async function up(db: Kysely<any>): Promise<void> {
  for (const [name, figures] of Object.entries(FIGURES)) {
    await sql`
      insert into settings (name, value)
      select ${name}, ${JSON.stringify(figures)}::jsonb
      where exists (select from users where kind = 'person')
      on conflict (name) do update set value = excluded.value || settings.value`.execute(db)
  }
}

/** The earlier defaults are the same figures, so that nothing else has to go back. */
export async function down(db: Kysely<any>): Promise<void> {
  await sql`delete from settings where name = 'tagging'`.execute(db)
  await sql`update settings set value = value - 'animationMegapixels' where name = 'attachments'`.execute(db)
}

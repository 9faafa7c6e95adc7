import { sql } from 'kysely'
import { parseSetting } from '#app/domain/settings/get-setting.ts'
import type { Setting, SettingName } from '#app/domain/settings/settings.ts'
import type { Db } from '#db/transaction.ts'

/** What a group of settings was before its last change, to take the change back; undefined when it was never changed. */
export async function findEarlierSetting<Name extends SettingName>(
  db: Db,
  name: Name,
): Promise<Setting<Name> | undefined> {
  const change = await db
    .selectFrom('events')
    .where('verb', '=', 'settings.changed')
    .where(sql<boolean>`before -> ${name}::text is distinct from after -> ${name}::text`)
    .where(sql<boolean>`before -> ${name}::text is not null`)
    .orderBy('id', 'desc')
    .limit(1)
    .select(sql<unknown>`before -> ${name}::text`.as('value'))
    .executeTakeFirst()
  return change && parseSetting(name, change.value)
}

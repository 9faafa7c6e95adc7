import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { privilegeTable } from '#app/domain/users/privilege-setting.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { down, up } from '../../migrations/20261201T1448_keep_figures_of_running_forums.ts'

const figures = async () => ({
  privileges: (await getSetting(db, 'privileges')).preset,
  comment: privilegeTable(await getSetting(db, 'privileges')).commentEverywhere,
  images: (await getSetting(db, 'writing')).firstDayImages,
  mentions: (await getSetting(db, 'writing')).firstDayMentions,
  questions: (await getSetting(db, 'rateLimits')).firstDayQuestions,
  megapixels: (await getSetting(db, 'attachments')).megapixels,
  needsTag: (await getSetting(db, 'tagging')).required,
})
const OF_BEFORE = {
  privileges: 'medium',
  comment: 50,
  images: 1,
  mentions: 2,
  questions: 3,
  megapixels: 40,
  needsTag: true,
}

test('a new forum has the figures of support', async () => {
  await sql`delete from settings`.execute(db)
  await up(db)
  expect(await figures()).toMatchObject({ privileges: 'support', comment: 1, images: 3, needsTag: false })
  expect(await db.selectFrom('settings').select('name').execute()).toEqual([])
})

test('a forum that has members keeps those that it had, set or not', async () => {
  await sql`delete from settings`.execute(db)
  await createUser()
  await up(db)
  expect(await figures()).toEqual(OF_BEFORE)
  await down(db)
  await up(db)
  expect(await figures()).toEqual(OF_BEFORE)

  await sql`delete from settings`.execute(db)
  await sql`
    insert into settings (name, value) values
      ('privileges', '{"preset": "custom", "custom": {"commentEverywhere": 7}}'), ('writing', '{"firstDayImages": 9}')`.execute(
    db,
  )
  await up(db)
  expect(await figures()).toEqual({ ...OF_BEFORE, privileges: 'custom', comment: 7, images: 9 })
})

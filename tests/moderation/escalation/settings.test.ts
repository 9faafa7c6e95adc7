import { describe, expect, test } from 'vitest'
import { assignCategoryPolicy } from '#moderation/escalation/assign-category-policy.ts'
import { type CalendarForm, saveCalendar } from '#moderation/escalation/save-calendar.ts'
import { type PolicyForm, savePolicy } from '#moderation/escalation/save-policy.ts'
import { createCalendar } from '#tests/factories/create-calendar.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs } from '#tests/support/database.ts'

const admin = () => createUser({ roles: ['admin'] })
const calendarForm: CalendarForm = {
  name: 'Lyon',
  timeZone: 'Europe/Paris',
  slots: [{ day: 1, from: '09:00', to: '17:00' }],
  holidaysCountry: 'FR',
  holidaysRegion: null,
}

describe('a calendar', () => {
  test('is kept with its slots in order, and all threads are planned again', async () => {
    const { id } = await saveCalendar(db, await admin(), {
      ...calendarForm,
      slots: [
        { day: 2, from: '13:00', to: '24:00' },
        { day: 1, from: '13:00', to: '17:00' },
        { day: 1, from: '09:00', to: '13:00' },
      ],
    })
    const calendar = await db.selectFrom('calendars').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
    expect(calendar.slots.map((slot) => `${slot.day} ${slot.from}`)).toEqual(['1 09:00', '1 13:00', '2 13:00'])
    expect(await pendingJobs()).toEqual([{ name: 'escalation.schedule_all', payload: {} }])
  })

  test('is for admins', async () => {
    const staff = await createUser({ roles: ['staff'] })
    await expect(saveCalendar(db, staff, calendarForm)).rejects.toMatchObject({ code: 'calendar.save' })
  })

  test.each<[string, Partial<CalendarForm>]>([
    ['name.missing', { name: '  ' }],
    ['name.too_long', { name: 'x'.repeat(81) }],
    ['name.taken', { name: 'Office hours' }],
    ['timeZone.unknown', { timeZone: 'Europe/Atlantis' }],
    ['timeZone.unknown', { timeZone: '+02:00' }],
    ['slots.missing', { slots: [] }],
    ['slots.wrong_time', { slots: [{ day: 1, from: '9:00', to: '17:00' }] }],
    ['slots.wrong_time', { slots: [{ day: 1, from: '17:00', to: '09:00' }] }],
    ['slots.wrong_time', { slots: [{ day: 8, from: '09:00', to: '17:00' }] }],
    [
      'slots.overlap',
      {
        slots: [
          { day: 1, from: '09:00', to: '13:00' },
          { day: 1, from: '12:00', to: '17:00' },
        ],
      },
    ],
    ['country.unknown', { holidaysCountry: 'XX' }],
    ['region.unknown', { holidaysCountry: 'DE', holidaysRegion: 'XX' }],
    ['region.unknown', { holidaysCountry: null, holidaysRegion: 'BY' }],
  ])('refused: %s', async (code, change) => {
    await expect(saveCalendar(db, await admin(), { ...calendarForm, ...change })).rejects.toMatchObject({ code })
  })

  test('changed by many at one moment, each change says what it took the place of', async () => {
    const actor = await admin()
    const { id } = await saveCalendar(db, actor, calendarForm)
    await atOnce(6, (index) => saveCalendar(db, actor, { ...calendarForm, id, name: `Lyon ${index}` }))
    const events = await db
      .selectFrom('events')
      .where('verb', '=', 'calendar.changed')
      .select(['before', 'after'])
      .execute()
    const replaced = events.flatMap(({ before }) => (before ? [(before as { name: string }).name] : []))
    expect(new Set(replaced).size).toBe(6)
  })

  test('saved again it keeps its name', async () => {
    const actor = await admin()
    const { id } = await saveCalendar(db, actor, calendarForm)
    await expect(saveCalendar(db, actor, { ...calendarForm, id })).resolves.toEqual({ id })
  })
})

describe('a policy', () => {
  const policyForm = async (): Promise<PolicyForm> => ({
    name: 'Fast',
    calendarId: (await createCalendar()).id,
    isDefault: false,
    unansweredMinutes: 1,
    unsolvedMinutes: 2,
    firstResponseMinutes: 3,
    nextResponseMinutes: 4,
    solutionMinutes: 5,
  })

  test('begins when it is made, so that no backlog escalates, and keeps its beginning', async () => {
    const actor = await admin()
    const form = await policyForm()
    const before = new Date()
    const { id } = await savePolicy(db, actor, form)
    const after = new Date()
    const startOf = () => db.selectFrom('policies').where('id', '=', id).select('startsAt').executeTakeFirstOrThrow()
    const { startsAt } = await startOf()
    expect(startsAt >= before && startsAt <= after).toBe(true)

    await savePolicy(db, actor, { ...form, id, unansweredMinutes: 10 })
    expect(await startOf()).toEqual({ startsAt })
    expect(await pendingJobs()).toEqual([{ name: 'escalation.schedule_all', payload: {} }])
  })

  test('one is the default, always', async () => {
    const actor = await admin()
    const { id } = await savePolicy(db, actor, { ...(await policyForm()), isDefault: true })
    const defaults = await db.selectFrom('policies').where('isDefault', '=', true).select('id').execute()
    expect(defaults).toEqual([{ id }])
    await expect(savePolicy(db, actor, { ...(await policyForm()), id, isDefault: false })).rejects.toMatchObject({
      code: 'policy.needs_default',
    })
  })

  test.each<[string, Partial<PolicyForm>]>([
    ['name.missing', { name: '' }],
    ['name.taken', { name: 'Default' }],
    ['minutes.out_of_range', { unansweredMinutes: 0 }],
    ['minutes.out_of_range', { solutionMinutes: 1.5 }],
    ['minutes.out_of_range', { unsolvedMinutes: Number.NaN }],
    ['calendar.missing', { calendarId: 999_999 }],
    ['policy.not_found', { id: 999_999 }],
  ])('refused: %s', async (code, change) => {
    const form = { ...(await policyForm()), ...change }
    await expect(savePolicy(db, await admin(), form)).rejects.toMatchObject({ code })
  })

  test('is for admins', async () => {
    await expect(savePolicy(db, await createUser(), await policyForm())).rejects.toMatchObject({ code: 'policy.save' })
  })
})

describe('the policy of a category', () => {
  test('is assigned by an admin, once', async () => {
    const actor = await admin()
    const [category, policy] = [await createCategory(), await createPolicy()]
    const change = { categoryId: category.id, policyId: policy.id, escalates: true }
    await assignCategoryPolicy(db, actor, change)
    await assignCategoryPolicy(db, actor, change)
    const events = await db.selectFrom('events').where('verb', '=', 'category.changed').select('after').execute()
    expect(events).toEqual([{ after: change }])
  })

  test('refusals', async () => {
    const category = await createCategory()
    const change = { categoryId: category.id, policyId: null, escalates: false }
    await expect(assignCategoryPolicy(db, await createUser(), change)).rejects.toMatchObject({ code: 'category.save' })
    await expect(assignCategoryPolicy(db, await admin(), { ...change, categoryId: 999_999 })).rejects.toMatchObject({
      code: 'category.not_found',
    })
    await expect(assignCategoryPolicy(db, await admin(), { ...change, policyId: 999_999 })).rejects.toMatchObject({
      code: 'policy.missing',
    })
  })
})

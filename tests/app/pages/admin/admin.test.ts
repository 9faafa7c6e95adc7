import { describe, expect, test } from 'vitest'
import { loader as audit } from '#app/pages/admin/audit.tsx'
import { loader as calendarPage, action as saveCalendar } from '#app/pages/admin/calendar.tsx'
import { loader as calendars } from '#app/pages/admin/calendars.tsx'
import { action as assign } from '#app/pages/admin/category-policy.tsx'
import { loader as policies } from '#app/pages/admin/policies.tsx'
import { loader as policyPage, action as savePolicy } from '#app/pages/admin/policy.tsx'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

const admin = () => createUser({ roles: ['admin'] })

test('settings are for administrators', async () => {
  const viewer = await createUser({ roles: ['staff'] })
  for (const loader of [policies, calendars]) {
    expect(await get(loader, '/admin', { viewer })).toMatchObject({ status: 403, data: { code: 'admin.only' } })
    expect(await get(loader, '/admin')).toMatchObject({ status: 302 })
  }
  const params = { policyId: 'new', calendarId: 'new' }
  expect(await get(policyPage, '/', { viewer, params })).toMatchObject({ status: 403 })
  expect(await post(savePolicy, {}, { viewer, params })).toMatchObject({ status: 403 })
  expect(await post(saveCalendar, {}, { viewer, params })).toMatchObject({ status: 403 })
})

describe('a calendar', () => {
  const fields = {
    name: 'Lyon',
    timeZone: 'Europe/Paris',
    day1: '9:00-12h30, 13.30 – 18',
    day6: '00:00–24:00',
    holidaysCountry: 'DE',
    holidaysRegion: 'by',
  }

  test('is read from hours as people write them', async () => {
    const asked = { viewer: await admin(), params: { calendarId: 'new' } }
    expect(await get(calendarPage, '/', asked)).toMatchObject({ data: { name: null } })
    expect(await post(saveCalendar, fields, asked)).toMatchObject({ status: 302, location: '/admin/calendars' })
    const saved = await db.selectFrom('calendars').where('name', '=', 'Lyon').selectAll().executeTakeFirstOrThrow()
    expect(saved).toMatchObject({
      slots: [
        { day: 1, from: '09:00', to: '12:30' },
        { day: 1, from: '13:30', to: '18:00' },
        { day: 6, from: '00:00', to: '24:00' },
      ],
      holidaysCountry: 'DE',
      holidaysRegion: 'BY',
    })
    const page = await get(calendarPage, '/', { ...asked, params: { calendarId: saved.id } })
    expect(page).toMatchObject({ data: { name: 'Lyon', regions: expect.arrayContaining(['BY']) } })
  })

  test('keeps what was typed when it is refused', async () => {
    const asked = { viewer: await admin(), params: { calendarId: 'new' } }
    expect(await post(saveCalendar, { ...fields, day2: 'morning' }, asked)).toMatchObject({
      status: 422,
      data: { errors: [{ code: 'slots.wrong_time', field: 'slots' }], typed: { day2: 'morning' } },
    })
    expect(await post(saveCalendar, {}, asked)).toMatchObject({ data: { errors: [{ code: 'name.missing' }] } })
    expect(await get(calendarPage, '/', { ...asked, params: { calendarId: '999999' } })).toMatchObject({ status: 404 })
  })
})

describe('a policy', () => {
  test('is changed, or refused by the field', async () => {
    const policy = await createPolicy()
    const asked = { viewer: await admin(), params: { policyId: policy.id } }
    expect(await get(policyPage, '/', asked)).toMatchObject({ data: { name: policy.name } })
    const fields = {
      name: 'Fast',
      calendarId: String(policy.calendarId),
      unansweredMinutes: '1',
      unsolvedMinutes: '2',
      firstResponseMinutes: '3',
      nextResponseMinutes: '4',
      solutionMinutes: '5',
    }
    expect(await post(savePolicy, { ...fields, unansweredMinutes: 'soon' }, asked)).toMatchObject({
      status: 422,
      data: {
        errors: [{ code: 'minutes.out_of_range', field: 'unansweredMinutes' }],
        typed: { unansweredMinutes: 'soon' },
      },
    })
    expect(await post(savePolicy, fields, asked)).toMatchObject({ status: 302, location: '/admin/policies' })
    const saved = await db.selectFrom('policies').where('id', '=', policy.id).selectAll().executeTakeFirstOrThrow()
    expect(saved).toMatchObject({ name: 'Fast', unansweredMinutes: 1, startsAt: policy.startsAt })
    expect(await get(policyPage, '/', { ...asked, params: { policyId: '999999' } })).toMatchObject({ status: 404 })
  })

  test('is given to a category', async () => {
    const [policy, category] = [await createPolicy(), await createCategory()]
    const asked = { viewer: await admin(), params: { categoryId: category.id } }
    expect(await post(assign, { policyId: String(policy.id) }, asked)).toMatchObject({ status: 302 })
    const { policyId, escalates } = await db
      .selectFrom('categories')
      .where('id', '=', category.id)
      .select(['policyId', 'escalates'])
      .executeTakeFirstOrThrow()
    expect([policyId, escalates]).toEqual([policy.id, false])
    expect(await post(assign, { policyId: '', escalates: 'on' }, asked)).toMatchObject({ status: 302 })
    expect(await get(policies, '/', asked)).toMatchObject({ status: 200 })
    const member = { ...asked, viewer: await createUser() }
    expect(await post(assign, { policyId: '' }, member)).toMatchObject({ status: 403 })
  })
})

test('the audit log narrows by what is typed, whatever it is', async () => {
  const thread = await createThread()
  const viewer = await createUser({ roles: ['moderator'] })
  const seen = await get(audit, `/admin/audit?thread=${thread.id}&verb=thread.asked`, { viewer })
  expect(seen).toMatchObject({ status: 200, data: { events: [{ verb: 'thread.asked' }], next: null, isAdmin: false } })
  for (const query of ['?thread=x', '?before=-1', '?verb=nonsense', '?actor=%25_\\']) {
    expect(await get(audit, `/admin/audit${query}`, { viewer })).toMatchObject({ status: 200 })
  }
  expect(await get(audit, '/admin/audit', { viewer: await createUser() })).toMatchObject({ status: 403 })
})

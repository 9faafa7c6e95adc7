import { expect, test } from 'vitest'
import { loader as list } from '#app/pages/admin/categories.tsx'
import { loader as page, action as save } from '#app/pages/admin/category.tsx'
import { action as move } from '#app/pages/admin/category-place.ts'
import { action as ask, loader as askPage } from '#app/pages/ask/page.tsx'
import { loader as threadPage } from '#app/pages/question/page.tsx'
import type { OpenedForm } from '#app/web/faster.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

const admin = () => createUser({ roles: ['admin'] })

test('categories are administered by administrators', async () => {
  const staff = await createUser({ roles: ['staff'] })
  const { id } = await createCategory()
  const asked = { viewer: staff, params: { categoryId: id } }
  expect(await get(list, '/admin/categories', asked)).toMatchObject({ status: 403 })
  expect(await get(page, '/', asked)).toMatchObject({ status: 403 })
  expect(await post(save, { 'name-en': 'x' }, asked)).toMatchObject({ status: 403 })
  expect(await post(move, { by: 'up' }, asked)).toMatchObject({ status: 403 })
})

const FIELDS = {
  'name-en': 'Hubs',
  'name-fr': 'Centrales',
  'askText-en': 'Look at the **light** first.',
  slug: '',
  icon: 'radio',
  tags: 'hub',
  'label-0-en': 'Colour',
  'label-0-fr': 'Couleur',
  'kind-0': 'text',
  'place-0': '2',
  'label-1-en': 'Model',
  'label-1-fr': '',
  'kind-1': 'select',
  'options-1': 'One | Un\nTwo | Deux',
  'required-1': 'on',
  'place-1': '1',
}

test('a category is made in one form, asks what it says, and shows the answers', async () => {
  await createTag({ name: 'hub' })
  const asked = { viewer: await admin(), params: { categoryId: 'new' } }
  expect(await get(page, '/', asked)).toMatchObject({ data: { name: null } })
  expect(await post(save, { ...FIELDS, 'options-1': 'One' }, asked)).toMatchObject({
    status: 422,
    data: { errors: [{ code: 'fields.no_options', field: 'options-1' }], typed: { 'name-fr': 'Centrales' } },
  })
  const saved = await post(save, FIELDS, asked)
  const id = Number(/(\d+)$/.exec(saved.location ?? '')?.[1])
  expect(saved).toMatchObject({ status: 302, location: `/admin/categories/${id}` })
  const again = await get(page, '/', { ...asked, params: { categoryId: id } })
  expect(again).toMatchObject({
    data: {
      opened: {
        fields: { slug: 'hubs', 'key-0': 'model', 'options-0': 'One | Un\nTwo | Deux', 'label-1-fr': 'Couleur' },
      },
    },
  })
  // What the page shows is what it saves.
  const { fields: typed } = (again.data as { opened: OpenedForm }).opened
  const before = await db.selectFrom('categories').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
  await post(save, typed, { ...asked, params: { categoryId: id } })
  expect(await db.selectFrom('categories').where('id', '=', id).selectAll().executeTakeFirstOrThrow()).toEqual(before)
  expect(await get(list, '/admin/categories', asked)).toMatchObject({ data: [{ slug: 'hubs', tags: ['hub'] }] })

  const viewer = await createUser({ createdAt: new Date('2020-01-01') })
  expect(await get(askPage, '/ask?category=hubs&tags=hub', { viewer })).toMatchObject({
    data: { begun: { categoryId: id, tags: 'hub' }, choices: [{ askHtml: expect.stringContaining('<strong>') }] },
  })
  const question = {
    title: 'The hub does not light up at all',
    body: 'It does not light up, and I would like it to.',
    categoryId: String(id),
    tags: '',
  }
  expect(await post(ask, question, { viewer })).toMatchObject({
    status: 422,
    data: { errors: [{ code: 'fields.missing', field: `field-${id}-model` }] },
  })
  const sent = await post(ask, { ...question, [`field-${id}-model`]: 'two' }, { viewer })
  const threadId = Number(/questions\/(\d+)/.exec(sent.location ?? '')?.[1])
  const shown = await get(threadPage, `/questions/${threadId}`, { viewer, params: { threadId }, locale: 'fr' })
  expect(shown).toMatchObject({
    data: { thread: { fields: [{ label: 'Model', value: 'Deux' }], tags: [{ name: 'hub' }] } },
  })
})

test('a category moves up and down', async () => {
  const [a, b] = [await createCategory({ name: 'a' }), await createCategory({ name: 'b' })]
  const asked = { viewer: await admin(), params: { categoryId: b.id } }
  expect(await post(move, { by: 'up' }, asked)).toMatchObject({ location: '/admin/categories' })
  const order = await db.selectFrom('categories').select('id').orderBy('position').execute()
  expect(order.map((row) => row.id)).toEqual([b.id, a.id])
  expect(await post(move, { by: 'sideways' }, asked)).toMatchObject({ status: 422 })
})

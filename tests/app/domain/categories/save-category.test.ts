import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { checkAnswers } from '#app/domain/categories/check-answers.ts'
import { describeAnswers } from '#app/domain/categories/fields.ts'
import { moveCategory } from '#app/domain/categories/move-category.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import { type CategoryForm, type FieldForm, saveCategory } from '#app/domain/categories/save-category.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { CategoryField } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const admin = () => createUser({ roles: ['admin'] })
const texts = { name: '', description: '', askText: '', unsupportedText: '' }
const form = (change: Partial<CategoryForm> = {}): CategoryForm => ({
  slug: '',
  icon: 'wifi',
  texts: { en: { ...texts, name: 'Radio' }, fr: { ...texts, name: 'Sans fil' } },
  fields: [],
  tags: '',
  ...change,
})
const field = (change: Partial<FieldForm> = {}): FieldForm => ({
  row: 0,
  key: '',
  kind: 'text',
  label: { en: 'Product', fr: 'Produit' },
  required: false,
  options: '',
  ...change,
})
/** Waits until somebody waits for a lock. */
async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waits: boolean }>`
      select exists (select from pg_locks where not granted) as waits`.execute(db)
    if (rows[0]?.waits) return
    await setTimeout(20)
  }
}

const find = async (id: number) => (await listCategories(db)).find((category) => category.id === id)!

describe('a category', () => {
  test('whose tag somebody creates at this moment while they ask in it waits without holding the category', async () => {
    const actor = await admin()
    const { id } = await createCategory()
    let saved: Promise<unknown> | undefined
    await inTransaction(db, async (trx) => {
      await trx.insertInto('tags').values({ name: 'fresh' }).execute()
      saved = saveCategory(db, actor, form({ id, tags: 'fresh' }))
      await untilSomebodyWaits()
      // Who asks counts in the category at last.
      await trx.selectFrom('categories').where('id', '=', id).select('id').forNoKeyUpdate().noWait().execute()
    })
    await saved
    expect((await find(id)).name).toBe('Radio')
  })

  test('is made and changed; fields and choices keep their keys whatever they are called', async () => {
    const actor = await admin()
    await createTag({ name: 'radio' })
    const select = field({ kind: 'select', options: 'Hub one | Centrale un\nHub two', required: true })
    const { id, slug } = await saveCategory(db, actor, form({ fields: [select], tags: 'radio' }))
    expect(slug).toBe('radio')
    const made = await find(id)
    expect(made).toMatchObject({
      name: 'Radio',
      translations: { fr: { name: 'Sans fil' } },
      fields: [
        {
          key: 'product',
          required: true,
          options: [
            { key: 'hub-one', label: { en: 'Hub one', fr: 'Centrale un' } },
            { key: 'hub-two', label: { en: 'Hub two', fr: 'Hub two' } },
          ],
        },
      ],
    })

    const renamed = field({
      key: 'product',
      kind: 'select',
      label: { en: 'Device', fr: '' },
      options: 'Hub 1 | Centrale un\nHub three',
    })
    const other = field({ row: 1, label: { en: 'Product', fr: '' } })
    await saveCategory(
      db,
      actor,
      form({ id, slug: 'radio', fields: [renamed, other, field({ label: { en: '', fr: ' ' } })] }),
    )
    const { fields } = await find(id)
    expect(fields.map((each) => each.key)).toEqual(['product', 'product-2'])
    expect(fields[0]!.options.map((option) => option.key)).toEqual(['hub-one', 'hub-three'])
    expect(await db.selectFrom('categoryTags').select('tagId').execute()).toEqual([])
    const events = await db.selectFrom('events').where('verb', '=', 'category.changed').select('before').execute()
    expect(events).toMatchObject([{ before: null }, { before: { tags: ['radio'] } }])
  })

  test('refusals', async () => {
    const actor = await admin()
    await createCategory({ slug: 'taken' })
    const refused = async (change: Partial<CategoryForm>, code: string, name: string) =>
      expect(saveCategory(db, actor, form(change))).rejects.toMatchObject({ code, field: name })
    await expect(saveCategory(db, await createUser({ roles: ['staff'] }), form())).rejects.toMatchObject({
      code: 'category.save',
    })
    await refused({ texts: { en: texts, fr: texts } }, 'name.missing', 'name-en')
    await refused({ texts: { en: { ...texts, name: 'X' }, fr: { ...texts, askText: 'y' } } }, 'name.missing', 'name-fr')
    await refused({ slug: 'Not a slug' }, 'slug.invalid', 'slug')
    await refused({ slug: 'taken' }, 'slug.taken', 'slug')
    await refused({ icon: 'skull' }, 'icon.unknown', 'icon')
    await refused({ tags: 'a b c d e' }, 'tags.too_many', 'tags')
    await refused({ fields: [field({ row: 4, kind: 'select', options: 'only' })] }, 'fields.no_options', 'options-4')
    const many = Array.from({ length: 13 }, (_, row) => field({ row, label: { en: `Field ${row}`, fr: '' } }))
    await refused({ fields: many }, 'fields.too_many', 'fields')
    await expect(saveCategory(db, actor, form({ id: 999_999 }))).rejects.toMatchObject({ code: 'category.not_found' })
  })

  test('moves one place, many at one moment, and never out of the list', async () => {
    const actor = await admin()
    const [a, b, c] = [
      await createCategory({ name: 'a' }),
      await createCategory({ name: 'b' }),
      await createCategory({ name: 'c' }),
    ]
    const order = async () => (await listCategories(db)).map((category) => category.id)
    await moveCategory(db, actor, { categoryId: c.id, by: 'up' })
    expect(await order()).toEqual([a.id, c.id, b.id])
    await atOnce(4, () => moveCategory(db, actor, { categoryId: c.id, by: 'up' }))
    expect(await order()).toEqual([c.id, a.id, b.id])
    expect((await listCategories(db)).map((category) => category.position)).toEqual([0, 1, 2])
    await expect(moveCategory(db, await createUser(), { categoryId: a.id, by: 'up' })).rejects.toMatchObject({
      code: 'category.save',
    })
  })
})

const FIELDS: CategoryField[] = [
  {
    key: 'product',
    kind: 'select',
    label: { en: 'Product', fr: 'Produit' },
    required: true,
    options: [
      { key: 'hub', label: { en: 'Hub', fr: 'Centrale' } },
      { key: 'mast', label: { en: 'Mast', fr: '' } },
    ],
  },
  { key: 'version', kind: 'version', label: { en: 'Version', fr: '' }, required: false, options: [] },
  { key: 'metres', kind: 'number', label: { en: 'Metres', fr: 'Mètres' }, required: false, options: [] },
]

describe('answers', () => {
  test.each([
    [
      { product: 'hub', version: ' v2.4.1-beta ', metres: '1 200,5' },
      { product: 'hub', version: 'v2.4.1-beta', metres: '1200.5' },
    ],
    [{ product: 'mast', other: 'x', version: '' }, { product: 'mast' }],
  ])('%j are kept as %j', (typed, kept) =>
    expect(checkAnswers({ id: 7, fields: FIELDS }, typed as never)).toEqual(kept),
  )

  test.each([
    [{}, 'fields.missing', 'product'],
    [{ product: 'boat' }, 'fields.unknown_option', 'product'],
    [{ product: 'hub', version: 'newest' }, 'fields.not_a_version', 'version'],
    [{ product: 'hub', metres: '1e5' }, 'fields.not_a_number', 'metres'],
    [{ product: 'hub', version: `1.${'0'.repeat(300)}` }, 'fields.too_long', 'version'],
  ])('%j is refused: %s', (typed, code, key) =>
    expect(() => checkAnswers({ id: 7, fields: FIELDS }, typed as never)).toThrow(
      expect.objectContaining({ code, field: `field-7-${key}` }),
    ),
  )

  test('are shown by the labels of the reader’s language, those of a field that is gone not at all', () => {
    const answers = { product: 'hub', version: '2', gone: 'x', metres: '' }
    expect(describeAnswers(FIELDS, answers, 'fr')).toEqual([
      { key: 'product', label: 'Produit', value: 'Centrale' },
      { key: 'version', label: 'Version', value: '2' },
    ])
    expect(describeAnswers(FIELDS, { product: 'raft' }, 'en')).toEqual([
      { key: 'product', label: 'Product', value: 'raft' },
    ])
  })
})

describe('asking in a category', () => {
  const setUp = async () => {
    const category = await createCategory()
    const tag = await createTag({ name: 'hub' })
    await createTag({ name: 'wifi' })
    await db
      .updateTable('categories')
      .set({ fields: JSON.stringify(FIELDS) })
      .where('id', '=', category.id)
      .execute()
    await db.insertInto('categoryTags').values({ categoryId: category.id, tagId: tag.id }).execute()
    const question = {
      title: 'A question of some length',
      body: 'It does not work, and I would like it to work.',
      categoryId: category.id,
      locale: 'en' as const,
    }
    return { category, question, asker: await createUser() }
  }

  test('keeps the answers and sets the tags', async () => {
    const { question, asker } = await setUp()
    const { id } = await askQuestion(db, asker, { ...question, tags: 'wifi', fields: { product: 'hub' } })
    const thread = await db.selectFrom('threads').where('id', '=', id).select('fields').executeTakeFirstOrThrow()
    expect(thread.fields).toEqual({ product: 'hub' })
    const tags = await db
      .selectFrom('threadTags')
      .innerJoin('tags', 'tags.id', 'tagId')
      .select('name')
      .orderBy('position')
      .execute()
    expect(tags.map((tag) => tag.name)).toEqual(['wifi', 'hub'])
    await askQuestion(db, asker, {
      ...question,
      title: 'Another question of length',
      tags: '',
      fields: { product: 'hub' },
    })
  })

  test('is refused without what it wants to know, and where nothing is supported', async () => {
    const { category, question, asker } = await setUp()
    await expect(askQuestion(db, asker, { ...question, tags: 'wifi' })).rejects.toMatchObject({
      code: 'fields.missing',
      field: `field-${category.id}-product`,
    })
    const translations = { fr: { name: 'x', description: '', unsupportedText: 'Non.' } }
    await db
      .updateTable('categories')
      .set({ translations: JSON.stringify(translations) })
      .where('id', '=', category.id)
      .execute()
    await expect(
      askQuestion(db, asker, { ...question, tags: 'wifi', fields: { product: 'hub' } }),
    ).rejects.toMatchObject({ code: 'category.unsupported', field: 'categoryId' })
  })

  test('an edit changes them; who mends a word is not asked what the asker never was', async () => {
    const { category } = await setUp()
    const thread = await createThread()
    const author = await getActor(db, thread.authorId!)
    const body = 'It does not work, and I would like it to work.'
    const edit = (change: object, baseRevision: number) =>
      editPost(db, author, { postId: thread.questionId!, body, baseRevision, ...change })
    const stored = async () =>
      (await db.selectFrom('threads').where('id', '=', thread.id).select('fields').executeTakeFirstOrThrow()).fields

    // The category came to ask for it after the question was there.
    await db.updateTable('threads').set({ categoryId: category.id }).where('id', '=', thread.id).execute()
    await edit({ body: `${body} Really.`, fields: { product: '' } }, 0)
    expect(await stored()).toEqual({})
    const version = async () => {
      const { rows } = { rows: await db.selectFrom('revisions').select('number').execute() }
      const { graceEdits } = await db
        .selectFrom('posts')
        .where('id', '=', thread.questionId)
        .select('graceEdits')
        .executeTakeFirstOrThrow()
      return Math.max(0, ...rows.map((row) => row.number)) + graceEdits
    }
    await edit({ fields: { product: 'hub', version: '2.0' } }, await version())
    expect(await stored()).toEqual({ product: 'hub', version: '2.0' })
    await expect(edit({ fields: { product: '' } }, await version())).rejects.toMatchObject({ code: 'fields.missing' })
    await edit({ fields: { product: 'mast' } }, await version())
    expect(await stored()).toEqual({ product: 'mast' })
  })
})

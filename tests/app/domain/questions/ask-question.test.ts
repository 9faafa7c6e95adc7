import { expect, test } from 'vitest'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { expectNoDrift } from '#tests/app/domain/reputation/no-drift.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { eventsOf } from '#tests/factories/events-of.ts'
import { atOnce, db, pendingJobs, withMediumFigures } from '#tests/support/database.ts'

withMediumFigures()

const BODY = 'It does not work, and I would like it to work.'
const TITLE = 'How do I make it work again?'

async function createQuestion() {
  await createTag({ name: 'wifi' })
  return { title: TITLE, body: BODY, categoryId: (await createCategory()).id, tags: 'wifi', locale: 'fr' as const }
}

test('opens a thread with its question, tags in their order, counts, one event and its jobs', async () => {
  const question = await createQuestion()
  await createTag({ name: 'battery' })
  const at = new Date('2026-03-01T12:00:00Z')
  const asker = await createUser()
  const { id } = await askQuestion(db, asker, {
    ...question,
    title: `  ${TITLE.replace(' ', '   ')} `,
    tags: 'wifi, #Battery',
    at,
  })

  const thread = await db.selectFrom('threads').where('id', '=', id).selectAll().executeTakeFirstOrThrow()
  expect(thread).toMatchObject({
    title: TITLE,
    authorId: asker.id,
    audience: 'public',
    // The language of its text, not that of the interface.
    locale: 'en',
    state: 'needs_attention',
    questionState: 'visible',
    answerCount: 0,
    createdAt: at,
    lastActivityAt: at,
    lastActivityBy: asker.id,
  })
  const post = await db.selectFrom('posts').where('threadId', '=', id).selectAll().executeTakeFirstOrThrow()
  expect(post).toMatchObject({
    id: thread.questionId,
    kind: 'question',
    body: BODY,
    html: `<p>${BODY}</p>\n`,
    createdAt: at,
  })
  const tags = await db
    .selectFrom('threadTags')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .select(['name', 'threadCount'])
    .orderBy('position')
    .execute()
  expect(tags).toEqual([
    { name: 'wifi', threadCount: 1 },
    { name: 'battery', threadCount: 1 },
  ])
  expect(await eventsOf(thread)).toEqual(['thread.asked'])
  expect(await pendingJobs()).toEqual([
    { name: 'search.index_thread', payload: { threadId: id } },
    { name: 'escalation.schedule', payload: { threadId: id } },
    { name: 'experts.ask', payload: { threadId: id } },
    { name: 'threads.relate', payload: { threadId: id } },
    { name: 'automatic_replies.reply', payload: { threadId: id } },
    { name: 'notifications.deliver', payload: { eventId: expect.any(Number) } },
  ])
  await expectNoDrift()
})

test('refusals leave nothing behind', async () => {
  const question = await createQuestion()
  const member = await createUser({ reputation: 749 })
  const refused = async (change: Partial<typeof question>, actor = member) => {
    const refusal = await askQuestion(db, actor, { ...question, ...change }).catch((error) => error)
    return [refusal.kind, refusal.code, refusal.field]
  }
  const suspended = await createUser({ suspendedUntil: new Date('2999-01-01') })

  expect(await refused({}, suspended)).toEqual(['forbidden', 'account.suspended', undefined])
  expect(await refused({ title: 'x'.repeat(9) })).toEqual(['invalid', 'title.too_short', 'title'])
  expect(await refused({ title: ` ${'x '.repeat(5)} ` })).toEqual(['invalid', 'title.too_short', 'title'])
  expect(await refused({ title: 'x'.repeat(151) })).toEqual(['invalid', 'title.too_long', 'title'])
  expect(await refused({ body: 'x'.repeat(19) })).toEqual(['invalid', 'body.too_short', 'body'])
  expect(await refused({ body: 'x'.repeat(30_001) })).toEqual(['invalid', 'body.too_long', 'body'])
  for (const nothing of [0, Number.NaN]) {
    expect(await refused({ categoryId: nothing })).toEqual(['invalid', 'category.missing', 'categoryId'])
  }
  expect(await refused({ categoryId: 999_999 })).toEqual(['not_found', 'category.not_found', undefined])
  expect(await refused({ tags: ' , ' })).toEqual(['invalid', 'tags.missing', 'tags'])
  expect(await refused({ tags: 'a b c d e f' })).toEqual(['invalid', 'tags.too_many', 'tags'])
  expect(await refused({ tags: 'wifi <b>' })).toEqual(['invalid', 'tags.invalid', 'tags'])
  expect(await refused({ tags: 'wifi unheard-of' })).toEqual(['invalid', 'tags.unknown', 'tags'])

  expect(await db.selectFrom('threads').select('id').execute()).toEqual([])
  expect(await db.selectFrom('tags').select('name').execute()).toEqual([{ name: 'wifi' }])
  expect(await pendingJobs()).toEqual([])
})

test('a question sent twice at one moment is asked once; the same words an hour later are another', async () => {
  const question = await createQuestion()
  const asker = await createUser()
  const asked = await atOnce(6, () => askQuestion(db, asker, question))
  expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
  expect(await db.selectFrom('threads').selectAll().execute()).toHaveLength(1)

  // The second press can be the first to be written.
  const overtaken = await askQuestion(db, asker, { ...question, at: new Date(Date.now() - 1000) })
  expect(overtaken.id).toBe(asked[0]?.id)

  const other = await askQuestion(db, asker, { ...question, title: `${question.title} now` })
  expect(other.id).not.toBe(asked[0]?.id)

  const at = new Date(Date.now() + 3_600_000)
  const later = await askQuestion(db, asker, { ...question, at })
  expect(later.id).not.toBe(asked[0]?.id)
  await askQuestion(db, await createUser(), { ...question, at })
  expect(await db.selectFrom('threads').selectAll().execute()).toHaveLength(4)
  await expectNoDrift()
})

const languageOf = (id: number) =>
  db
    .selectFrom('threads')
    .where('id', '=', id)
    .select(['locale', 'otherLanguage', 'localeChosen'])
    .executeTakeFirstOrThrow()

test.each([
  ['recognised', 'Le capteur ne répond plus', 'Il ne clignote plus depuis la mise à jour.', {}, 'fr', false],
  [
    'the interface’s, when the text does not tell',
    'Tilvane Hub 2 E-4711 ????',
    '```\nif x then the end\n```',
    {},
    'en',
    false,
  ],
  ['chosen', 'Le capteur ne répond plus', 'Il ne clignote plus depuis la mise à jour.', { language: 'en' }, 'en', true],
  [
    'another one',
    'Der Sensor antwortet nicht mehr',
    'Seit gestern blinkt er rot, was kann ich tun?',
    {},
    'en',
    false,
    'de',
  ],
  ['that of its letters', 'الحساس لا يستجيب', 'منذ الأمس يومض باللون الأحمر', {}, 'en', false, 'ar'],
  [
    'chosen all the same',
    'Der Sensor antwortet nicht mehr',
    'Seit gestern blinkt er rot.',
    { language: 'fr' },
    'fr',
    true,
  ],
] as const)('a question has its own language: %s', async (_how, title, body, chosen, locale, localeChosen, other?) => {
  const question = await createQuestion()
  const { id } = await askQuestion(db, await createUser(), { ...question, title, body, locale: 'en', ...chosen })
  expect(await languageOf(id)).toEqual({ locale, localeChosen, otherLanguage: other ?? null })
})

test('an edit that translates a question changes its language, unless somebody chose it', async () => {
  const asker = await createUser()
  const { id } = await askQuestion(db, asker, await createQuestion())
  const { questionId } = await db
    .selectFrom('threads')
    .where('id', '=', id)
    .select('questionId')
    .executeTakeFirstOrThrow()
  const postId = questionId!
  const edit = async (change: { title?: string; body?: string; language?: 'auto' | 'en' | 'fr' }) => {
    const { body } = await db.selectFrom('posts').where('id', '=', postId).select('body').executeTakeFirstOrThrow()
    await editPost(db, asker, { postId, body, ...change, baseRevision: await getTextVersion(db, postId) })
    return languageOf(id)
  }
  const french = { title: 'Comment le faire marcher de nouveau ?', body: 'Il ne marche plus depuis la mise à jour.' }
  expect(await languageOf(id)).toMatchObject({ locale: 'en', localeChosen: false, otherLanguage: null })
  expect(await edit(french)).toMatchObject({ locale: 'fr', localeChosen: false, otherLanguage: null })
  const german = {
    title: 'Wie kann ich ihn wieder benutzen?',
    body: 'Seit gestern antwortet er nicht mehr, er blinkt nur.',
  }
  expect(await edit(german)).toEqual({ locale: 'fr', localeChosen: false, otherLanguage: 'de' })
  expect(await edit(french)).toMatchObject({ otherLanguage: null })
  expect(await edit({ language: 'en' })).toMatchObject({ locale: 'en', localeChosen: true, otherLanguage: null })
  expect(await edit({ body: `${french.body} Que faire ?` })).toMatchObject({
    locale: 'en',
    localeChosen: true,
    otherLanguage: null,
  })
  expect(await edit({ language: 'auto' })).toMatchObject({ locale: 'fr', localeChosen: false, otherLanguage: null })

  // As an import of long ago may have judged it.
  await db.updateTable('threads').set({ locale: 'en' }).where('id', '=', id).execute()
  const version = await getTextVersion(db, postId)
  expect(await edit({ language: 'auto' })).toMatchObject({ locale: 'en', localeChosen: false, otherLanguage: null })
  expect(await getTextVersion(db, postId)).toBe(version)
})

import { expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import { type Answering, findAnswering } from '#app/domain/search/find/passages.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Locale } from '#db/schema.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const textOf = (answering: Answering | undefined) => answering?.passage.map((piece) => piece.text).join('')
const markedOf = (answering: Answering | undefined) =>
  answering?.passage.filter((piece) => piece.marked).map((piece) => piece.text)

/** What answers a need in the first answer of a thread. */
async function inAnswer(title: string, body: string, { locale = 'en' as Locale, need = {} } = {}) {
  const thread = await createThread({ locale })
  await createAnswer({ threadId: thread.id, body })
  const questionId = thread.questionId ?? 0
  return (await findAnswering(db, { title, ...need }, [questionId])).get(questionId)
}

test('the sentences with the words of the need are chosen, and what follows them shortly', async () => {
  const found = await inAnswer(
    'The valve of the garden is leaking',
    'Hello there! Many things can go wrong in spring. A leaking valve has a worn seal. Take the seal out. Then order a new one from the shop.',
  )
  expect(textOf(found)).toBe('A leaking valve has a worn seal. Take the seal out. Then order a new one from the shop.')
  expect(markedOf(found)).toEqual(['leaking', 'valve'])
})

test('words match by stem and without accents, in the language of the text', async () => {
  const english = await inAnswer('watering schedules changed', 'It is normal. Change a schedule, and water it.')
  expect(markedOf(english)).toEqual(['Change', 'schedule', 'water'])
  const french = await inAnswer(
    'etalonner les sondes',
    'Bonjour. Étalonnez la sonde dans un verre d’eau. Puis attendez.',
    { locale: 'fr' },
  )
  expect(textOf(french)).toContain('Étalonnez la sonde')
  expect(markedOf(french)).toEqual(['Étalonnez', 'sonde'])
})

test('the words of grammar mark nothing', async () => {
  expect(markedOf(await inAnswer('Why is it that the lamp does not', 'That is how it is. The lamp does it.'))).toEqual([
    'lamp',
  ])
})

test('the accepted answer is read, else the best that can be seen, else the question', async () => {
  const asker = await createUser()
  const thread = await createThread({ authorId: asker.id, body: 'My lamp has been dark since the storm of Monday.' })
  const questionId = thread.questionId ?? 0
  const find = async () => (await findAnswering(db, { title: 'lamp is dark' }, [questionId])).get(questionId)
  expect(await find()).toMatchObject({ source: 'question', answerId: questionId })

  const first = await createAnswer({ threadId: thread.id, body: 'A dark lamp needs a new bulb, that is all.' })
  const second = await createAnswer({ threadId: thread.id, body: 'Look at the fuse of the lamp in the cellar first.' })
  expect(await find()).toMatchObject({ source: 'answer', answerId: first.id })
  await db.updateTable('posts').set({ score: 5 }).where('id', '=', second.id).execute()
  expect(await find()).toMatchObject({ source: 'answer', answerId: second.id })
  await acceptAnswer(db, asker, { answerId: first.id })
  expect(await find()).toMatchObject({ source: 'accepted', answerId: first.id })
  await deletePost(db, await getActor(db, second.authorId ?? 0), { postId: second.id })
  expect(textOf(await find())).toContain('new bulb')
})

test('of an article it is the section, by its heading too', async () => {
  const article = await createArticle({
    body: '## Power\n\nPlug it in. Wait for the light.\n\n## Calibrating the probe\n\nPut it into water. Press twice.',
  })
  const { postId } = await db
    .selectFrom('articleTranslations')
    .where('articleId', '=', article.id)
    .select('postId')
    .executeTakeFirstOrThrow()
  const found = (await findAnswering(db, { title: 'how to calibrate my probe' }, [postId])).get(postId)
  expect(found).toMatchObject({
    source: 'article',
    section: { heading: 'Calibrating the probe', anchor: 'section-calibrating-the-probe' },
  })
  expect(textOf(found)).toBe('Put it into water. Press twice.')
})

test('code is quoted by its line that matters, and somebody else’s words are not', async () => {
  expect(
    textOf(
      await inAnswer('reset the hub', '> reset the hub, I said\n\nDo this:\n\n```\nhub --help\n```\n\nThen reset.'),
    ),
  ).toBe('Then reset.')
  expect(textOf(await inAnswer('calibrate soil', 'Do this:\n\n```\nhub calibrate soil\n```'))).toBe(
    'Do this: hub calibrate soil',
  )
})

test('without any word of the need it begins where the text does, behind a greeting', async () => {
  expect(textOf(await inAnswer('zebra crossing', 'Hi Sam,\n\nTurn it off. Turn it on again.'))).toBe(
    'Turn it off. Turn it on again.',
  )
})

test('a sentence without end is cut around its first match', async () => {
  const found = await inAnswer('the lamp is dark', `${'word '.repeat(300)}lamp ${'other '.repeat(300)}`)
  const text = textOf(found) ?? ''
  expect(text.length).toBeLessThan(440)
  expect(text).toMatch(/^… .*lamp.* …$/)
})

test('what is said below the title counts less than the title', async () => {
  const found = await inAnswer(
    'The lamp is dark',
    'The cellar has a door. The lamp has a fuse of its own, far away from everything that has a name in this house, which is large and old and has many rooms, and where nobody has been for years. The cellar is cold.',
    { need: { body: 'I stand in the cellar.' } },
  )
  expect(textOf(found)).toContain('The lamp has a fuse')
})

test('odd needs give a passage without marks', async () => {
  for (const title of ['???!!!', '🦓🦓🦓🦓', 'the of and to in', `' or 1=1; drop table posts --`, 'مرحبا بالعالم']) {
    expect(textOf(await inAnswer(title, 'Turn it off and on again. Twice.'))).toBe('Turn it off and on again. Twice.')
  }
})

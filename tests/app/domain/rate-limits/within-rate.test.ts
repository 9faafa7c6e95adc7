import { describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { changeSetting } from '#app/domain/settings/change-setting.ts'
import { settings } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db, settleAtOnce, withRateLimits } from '#tests/support/database.ts'

const start = new Date('2026-04-01T09:00:00Z')
const since = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const old = { createdAt: new Date('2025-01-01') }
let number = 0

withRateLimits()

const say = {
  question: async (actor: Actor, at: Date) => {
    const category = await createCategory()
    await createTag({ name: 'lamp' })
    const question = { title: `Why is lamp number ${number++} dark?`, body: 'It was bright until this morning.' }
    const rest = { categoryId: category.id, tags: 'lamp', locale: 'en' as const, at }
    return askQuestion(db, actor, { ...question, ...rest })
  },
  answer: async (actor: Actor, at: Date, threadId = 0) => {
    const thread = threadId || (await createThread()).id
    return postAnswer(db, actor, {
      threadId: thread,
      body: `Turn it off, and on again, for the ${number++}th time.`,
      at,
    })
  },
  comment: (actor: Actor, at: Date, postId: number) =>
    postComment(db, actor, { postId, body: `Thanks ${number++}`, at }),
}

test.each([
  ['question', 1, 120],
  ['question', 10, 15],
  ['answer', 1, 30],
  ['answer', 10, 5],
  ['comment', 1, 15],
  ['comment', 10, 2],
] as const)('a %s by somebody with %i points comes %i seconds after the last', async (kind, reputation, seconds) => {
  const actor = await createUser({ ...old, reputation })
  const own = await createThread({ authorId: actor.id, at: new Date('2026-01-01') })
  const post = (at: Date) => say[kind](actor, at, kind === 'comment' ? own.questionId! : own.id)
  await post(start)
  await expect(post(since(seconds - 1))).rejects.toMatchObject({
    kind: 'too_many',
    code: `rate_limit.${kind}`,
    figures: { seconds: 1 },
  })
  await post(since(seconds))
})

describe('the pace', () => {
  test('leaves nothing of what it refuses', async () => {
    const actor = await createUser(old)
    await say.question(actor, start)
    const posts = () => db.selectFrom('posts').where('authorId', '=', actor.id).select('id').execute()
    await say.question(actor, since(5)).catch(() => undefined)
    expect(await posts()).toHaveLength(1)
  })

  test('takes what is sent twice for one', async () => {
    const actor = await createUser(old)
    const { id: threadId } = await createThread()
    const answer = { threadId, body: 'Turn it off, wait, and turn it on again.' }
    const once = (at: Date) => postAnswer(db, actor, { ...answer, at })
    expect(await once(since(2))).toEqual(await once(since(4)))
  })

  test('takes it for one after another was sent, too', async () => {
    const actor = await createUser({ ...old, reputation: 10 })
    const { id: threadId } = await createThread()
    const answer = { threadId, body: 'Turn it off, wait, and turn it on again.' }
    const once = (at: Date) => postAnswer(db, actor, { ...answer, at })
    const { id } = await once(start)
    await say.answer(actor, since(5), threadId)
    expect(await once(since(7))).toEqual({ id })
  })

  test('does not hold moderators and staff back', async () => {
    for (const role of ['moderator', 'staff'] as const) {
      const actor = await createUser({ ...old, roles: [role] })
      await say.question(actor, start)
      await say.question(actor, start)
    }
  })

  test('lets one of many at one moment through', async () => {
    const actor = await createUser(old)
    const { id } = await createThread()
    const outcomes = await settleAtOnce(5, () => say.answer(actor, start, id))
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  })
})

test('the first day has 5 questions and 10 answers', async () => {
  const actor = await createUser({ createdAt: start })
  for (const hour of [1, 2, 3, 4, 5]) await say.question(actor, since(hour * 3600))
  await expect(say.question(actor, since(6 * 3600))).rejects.toMatchObject({
    code: 'rate_limit.first_day_question',
    figures: { max: 5, hours: 18 },
  })
  await say.question(actor, since(24 * 3600))
  const { id } = await createThread()
  for (let minute = 1; minute <= 10; minute++) await say.answer(actor, since(minute * 60), id)
  await expect(say.answer(actor, since(3600), id)).rejects.toMatchObject({ code: 'rate_limit.first_day_answer' })
})

test('a day has as many questions as the setting says, and the seconds are those of the setting', async () => {
  const admin = await createUser({ roles: ['admin'] })
  await changeSetting(db, admin, {
    name: 'rateLimits',
    value: { ...settings.rateLimits.parse({}), questionsADay: 2, questionSeconds: 1 },
  })
  const actor = await createUser({ ...old, reputation: 500 })
  await say.question(actor, start)
  await say.question(actor, since(1))
  await expect(say.question(actor, since(2))).rejects.toMatchObject({
    code: 'rate_limit.question_day',
    figures: { max: 2 },
  })
})

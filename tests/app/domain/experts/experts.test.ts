import { expect, test } from 'vitest'
import { listAwards } from '#app/domain/badges/queries.ts'
import { nameExpert } from '#app/domain/experts/name-expert.ts'
import { listExperts } from '#app/domain/experts/queries.ts'
import { renewExperts } from '#app/domain/experts/renew-experts.ts'
import { getSystemActor } from '#app/domain/users/actor.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'

const NOW = new Date('2026-06-01T12:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)

type Work = {
  answers?: number
  accepted?: number
  upvotes?: number
  daysAgo?: number
  own?: boolean
  audience?: 'private'
}

/** Somebody's answers in the tag "probe": facts as the commands leave them, without their limits on votes a day. */
async function helperWith({
  answers = 10,
  accepted = 5,
  upvotes = 6,
  daysAgo: days = 30,
  own = false,
  audience,
}: Work = {}) {
  const helper = await createUser()
  const asker = own ? helper : await createUser()
  const posts: number[] = []
  for (let index = 0; index < answers; index++) {
    const thread = await createThread({ authorId: asker.id, tags: ['probe'], at: daysAgo(days), audience })
    const [{ id }] = (await db
      .insertInto('posts')
      .values({
        threadId: thread.id,
        kind: 'answer',
        authorId: helper.id,
        body: 'x',
        html: 'x',
        createdAt: daysAgo(days),
      })
      .returning('id')
      .execute()) as [{ id: number }]
    posts.push(id)
    if (index < accepted) {
      await db
        .updateTable('threads')
        .set({ acceptedAnswerId: id, acceptedAt: daysAgo(days) })
        .where('id', '=', thread.id)
        .execute()
    }
  }
  for (let vote = 0; vote < upvotes; vote++) {
    await db
      .insertInto('votes')
      .values({ postId: posts[vote % posts.length]!, value: 1 })
      .execute()
  }
  return helper
}

const probe = async () =>
  (await db.selectFrom('tags').where('name', '=', 'probe').select('id').executeTakeFirstOrThrow()).id
const renew = async (now = NOW) => renewExperts(db, await getSystemActor(db), { now })

test('ten answers, five accepted and six good votes make an expert, with the badge, once', async () => {
  const helper = await helperWith()
  expect(await renew()).toEqual({ made: 1, lapsed: 0 })
  await renew()

  expect(await listExperts(db, await probe())).toMatchObject([{ id: helper.id, origin: 'earned' }])
  expect(await listAwards(db, helper.id)).toMatchObject([{ badge: 'expert', tag: 'probe', class: 'gold', times: 1 }])
  const events = await db.selectFrom('events').where('userId', '=', helper.id).select('verb').orderBy('id').execute()
  expect(events.map((event) => event.verb)).toEqual(['user.granted', 'badge.awarded'])
})

test.each<[string, Work]>([
  ['nine answers', { answers: 9 }],
  ['four accepted', { accepted: 4 }],
  ['five votes', { upvotes: 5 }],
  ['answers of more than a year ago', { daysAgo: 366 }],
  ['answers to their own questions', { own: true }],
  ['nothing new for 90 days', { daysAgo: 90 }],
  ['answers in private', { audience: 'private' }],
])('%s do not', async (_, work) => {
  await helperWith(work)
  await renew()
  expect(await listExperts(db, await probe())).toEqual([])
})

test('it lapses after 90 days without an answer in the tag, and can be earned again', async () => {
  const helper = await helperWith({ daysAgo: 10 })
  await renew()
  const last = daysAgo(10).getTime()
  const after = (days: number) => new Date(last + days * 86_400_000)
  expect(await renew(after(89))).toMatchObject({ lapsed: 0 })
  // Made expert ten days after the last answer: both have to lie 90 days back.
  expect(await renew(after(100))).toMatchObject({ made: 0, lapsed: 1 })
  expect(await renew(after(101))).toMatchObject({ made: 0, lapsed: 0 })
  expect(await listExperts(db, await probe())).toEqual([])

  const thread = await createThread({ tags: ['probe'], at: after(102) })
  await createAnswer({ threadId: thread.id, authorId: helper.id, at: after(102) })
  expect(await renew(after(103))).toMatchObject({ made: 1 })
  expect(await listAwards(db, helper.id)).toMatchObject([{ badge: 'expert', times: 1 }])
})

test('staff name an expert; that lapses too, but not before 90 days', async () => {
  const staff = await createUser({ roles: ['staff'] })
  const named = await createUser()
  const tag = await createTag({ name: 'probe' })
  await atOnce(4, () => nameExpert(db, staff, { userId: named.id, tagId: tag.id, at: daysAgo(0) }))
  expect(await listExperts(db, tag.id)).toMatchObject([{ id: named.id, origin: 'named' }])
  expect(await renew(daysAgo(-89))).toMatchObject({ lapsed: 0 })
  expect(await renew(daysAgo(-90))).toMatchObject({ lapsed: 1 })
})

test('others may not name experts, nor anybody an expert of nothing', async () => {
  const staff = await createUser({ roles: ['staff'] })
  const user = await createUser()
  const tag = await createTag({ name: 'probe' })
  const moderator = await createUser({ roles: ['moderator'] })
  await expect(nameExpert(db, moderator, { userId: user.id, tagId: tag.id })).rejects.toThrow('expert.name')
  await expect(nameExpert(db, staff, { userId: user.id, tagId: 999_999 })).rejects.toThrow('tag.not_found')
  await expect(nameExpert(db, staff, { userId: 999_999, tagId: tag.id })).rejects.toThrow('user.not_found')
})

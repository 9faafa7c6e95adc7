import { expect, test } from 'vitest'
import { listAwards } from '#app/domain/badges/queries.ts'
import { appointExpert } from '#app/domain/experts/appoint-expert.ts'
import { acceptInvitation, declineInvitation } from '#app/domain/experts/decide-invitation.ts'
import { findAppointee } from '#app/domain/experts/find-appointee.ts'
import { listLapsingExperts } from '#app/domain/experts/lapse-experts.ts'
import { listBusyTagsWithoutExpert, listCandidates, listExperts } from '#app/domain/experts/queries.ts'
import { renewExperts } from '#app/domain/experts/renew-experts.ts'
import { revokeExpert } from '#app/domain/experts/revoke-expert.ts'
import { settings } from '#app/domain/settings/settings.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
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

const eventsOfUser = async (userId: number) =>
  (await db.selectFrom('events').where('userId', '=', userId).select('verb').orderBy('id').execute()).map(
    (event) => event.verb,
  )
const openInvitation = (userId: number) =>
  db
    .selectFrom('expertInvitations')
    .where('userId', '=', userId)
    .where('state', '=', 'open')
    .selectAll()
    .executeTakeFirst()

test('ten answers, five accepted and six good votes earn an invitation, once; accepting it makes an expert with the badge', async () => {
  const helper = await helperWith()
  expect(await renew()).toEqual({ invited: 1, withdrawn: 0, warned: 0, lapsed: 0, failed: 0 })
  expect(await renew()).toEqual({ invited: 0, withdrawn: 0, warned: 0, lapsed: 0, failed: 0 })
  expect(await listExperts(db, await probe())).toEqual([])
  const invitation = await openInvitation(helper.id)
  expect(invitation).toMatchObject({ answers: 10, accepted: 5, helpfulPercent: 60, invitedAt: NOW })

  await atOnce(4, () => acceptInvitation(db, helper, { invitationId: invitation!.id, at: NOW }))
  expect(await listExperts(db, await probe())).toMatchObject([{ id: helper.id, origin: 'earned' }])
  expect(await listAwards(db, helper.id)).toMatchObject([{ badge: 'expert', tag: 'probe', class: 'gold', times: 1 }])
  expect(await eventsOfUser(helper.id)).toEqual(['expert.invited', 'expert.accepted', 'user.granted', 'badge.awarded'])
  expect(await renew()).toMatchObject({ invited: 0 })
})

test('two nights at one moment invite once', async () => {
  const helper = await helperWith()
  await atOnce(2, () => renew())
  expect(await eventsOfUser(helper.id)).toEqual(['expert.invited'])
})

test('whoever declines is left in peace for 180 days', async () => {
  const helper = await helperWith()
  await renew()
  const invitation = await openInvitation(helper.id)
  await declineInvitation(db, helper, { invitationId: invitation!.id, at: NOW })
  await declineInvitation(db, helper, { invitationId: invitation!.id, at: NOW })
  expect(await eventsOfUser(helper.id)).toEqual(['expert.invited', 'expert.declined'])
  await expect(acceptInvitation(db, helper, { invitationId: invitation!.id })).rejects.toThrow('invitation.closed')

  const thread = await createThread({ tags: ['probe'], at: daysAgo(-170) })
  await createAnswer({ threadId: thread.id, authorId: helper.id, at: daysAgo(-170) })
  expect(await renew(daysAgo(-179))).toMatchObject({ invited: 0 })
  expect(await renew(daysAgo(-180))).toMatchObject({ invited: 1 })
})

test('an invitation is for one person, and is withdrawn with what earned it', async () => {
  const helper = await helperWith()
  await renew()
  const { id: invitationId } = (await openInvitation(helper.id))!
  await expect(acceptInvitation(db, await createUser(), { invitationId })).rejects.toThrow('invitation.not_found')
  const suspended = { ...helper, suspendedUntil: new Date('2999-01-01') }
  await expect(acceptInvitation(db, suspended, { invitationId })).rejects.toThrow('account.suspended')

  await db.updateTable('votes').set({ value: -1 }).execute()
  expect(await renew()).toMatchObject({ withdrawn: 1, invited: 0 })
  await expect(acceptInvitation(db, helper, { invitationId })).rejects.toThrow('invitation.closed')
  await expect(declineInvitation(db, helper, { invitationId })).rejects.toThrow('invitation.closed')
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
  expect(await renew()).toMatchObject({ invited: 0 })
})

test('it lapses after 90 days without an answer in the tag, warned 14 days before, and can be earned again', async () => {
  const helper = await helperWith({ daysAgo: 10 })
  await renew()
  const { id: invitationId } = (await openInvitation(helper.id))!
  await acceptInvitation(db, helper, { invitationId, at: NOW })

  const after = (days: number) => daysAgo(-days)
  expect(await renew(after(75))).toMatchObject({ warned: 0, lapsed: 0, failed: 0 })
  expect(await renew(after(76))).toMatchObject({ warned: 1, lapsed: 0, failed: 0 })
  expect(await renew(after(77))).toMatchObject({ warned: 0, lapsed: 0, failed: 0 })
  expect(await renew(after(90))).toMatchObject({ warned: 0, lapsed: 1 })
  expect(await renew(after(91))).toMatchObject({ warned: 0, lapsed: 0, failed: 0 })
  expect(await listExperts(db, await probe())).toEqual([])
  expect((await eventsOfUser(helper.id)).slice(4)).toEqual(['expert.lapsing', 'expert.lapsed'])

  const thread = await createThread({ tags: ['probe'], at: after(102) })
  await createAnswer({ threadId: thread.id, authorId: helper.id, at: after(102) })
  expect(await renew(after(103))).toMatchObject({ invited: 1 })
})

test('an answer after the warning keeps the role', async () => {
  const tag = await createTag({ name: 'probe' })
  const expert = await createUser()
  const staff = await createUser({ roles: ['staff'] })
  await appointExpert(db, staff, { userId: expert.id, tagId: tag.id, at: NOW })
  await renew(daysAgo(-80))
  const thread = await createThread({ tags: ['probe'], at: daysAgo(-81) })
  await createAnswer({ threadId: thread.id, authorId: expert.id, at: daysAgo(-81) })
  expect(await renew(daysAgo(-120))).toMatchObject({ warned: 0, lapsed: 0, failed: 0 })
})

test('staff name an expert and take it back; named ones lapse too', async () => {
  const staff = await createUser({ roles: ['staff'] })
  const named = await createUser()
  const tag = await createTag({ name: 'probe' })
  const name = () => appointExpert(db, staff, { userId: named.id, tagId: tag.id, at: daysAgo(0) })
  await atOnce(4, name)
  expect(await listExperts(db, tag.id)).toMatchObject([{ id: named.id, origin: 'appointed' }])
  await revokeExpert(db, staff, { userId: named.id, tagId: tag.id })
  await revokeExpert(db, staff, { userId: named.id, tagId: tag.id })
  expect(await listExperts(db, tag.id)).toEqual([])
  expect(await eventsOfUser(named.id)).toEqual(['user.granted', 'badge.awarded', 'user.revoked'])
  await expect(revokeExpert(db, named, { userId: named.id, tagId: tag.id })).rejects.toThrow('expert.appoint')

  await name()
  expect(await renew(daysAgo(-76))).toMatchObject({ warned: 1 })
  expect(await renew(daysAgo(-90))).toMatchObject({ lapsed: 1 })
})

test('staff see candidates, who is about to lapse, and busy tags without an expert', async () => {
  const helper = await helperWith()
  const rule = settings.experts.parse({})
  expect(await listCandidates(db, rule, NOW)).toMatchObject([{ userId: helper.id, tag: 'probe', invitation: null }])
  await renew()
  expect(await listCandidates(db, rule, NOW)).toMatchObject([{ userId: helper.id, invitation: 'open' }])
  expect(await listBusyTagsWithoutExpert(db, { since: daysAgo(31) })).toMatchObject([{ name: 'probe', questions: 10 }])

  await acceptInvitation(db, helper, { invitationId: (await openInvitation(helper.id))!.id, at: NOW })
  expect(await listCandidates(db, rule, NOW)).toEqual([])
  expect(await listBusyTagsWithoutExpert(db, { since: daysAgo(31) })).toEqual([])
  expect(await listLapsingExperts(db, rule)).toEqual([])
  await renew(daysAgo(-80))
  expect(await listLapsingExperts(db, rule)).toMatchObject([{ userId: helper.id, lapsesAt: daysAgo(-94) }])
})

test('others may not name experts, nor anybody an expert of nothing', async () => {
  const staff = await createUser({ roles: ['staff'] })
  const user = await createUser()
  const tag = await createTag({ name: 'probe' })
  const moderator = await createUser({ roles: ['moderator'] })
  await expect(appointExpert(db, moderator, { userId: user.id, tagId: tag.id })).rejects.toThrow('expert.appoint')
  await expect(appointExpert(db, staff, { userId: user.id, tagId: 999_999 })).rejects.toThrow('tag.not_found')
  await expect(appointExpert(db, staff, { userId: 999_999, tagId: tag.id })).rejects.toThrow('user.not_found')
})

test('whoever is to be an expert is found by handle, or by a name that only one has; the tag by its name', async () => {
  const tag = await createTag({ name: 'probe' })
  const ada = await createUser({ name: 'Ada Lovelace' })
  for (const _ of [1, 2]) await createUser({ name: 'Eva Green' })
  const { handle } = await db.selectFrom('users').where('id', '=', ada.id).select('handle').executeTakeFirstOrThrow()
  const find = (person: string, name = 'probe') => findAppointee(db, { person, tag: name })

  for (const typed of [handle, ` @${handle.toUpperCase()} `, 'ada lovelace']) {
    expect(await find(typed), typed).toEqual({ userId: ada.id, tagId: tag.id })
  }
  const nobody = { kind: 'invalid', field: 'person', code: 'expert.user' }
  for (const typed of ['Grace Hopper', 'Ada', '', 'Entraide']) {
    await expect(find(typed), typed).rejects.toMatchObject(nobody)
  }
  await expect(find('éva green')).rejects.toMatchObject({ ...nobody, code: 'expert.namesakes' })
  const gone = await createUser({ name: 'Gone Away' })
  await db.updateTable('users').set({ deletedAt: NOW }).where('id', '=', gone.id).execute()
  await expect(find('Gone Away')).rejects.toMatchObject(nobody)
  const refusal = { kind: 'invalid', field: 'tag', code: 'expert.tag' }
  await expect(find(handle, 'unheard-of')).rejects.toMatchObject(refusal)
})

import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { appointExpert } from '#app/domain/experts/appoint-expert.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { addSynonym, removeSynonym } from '#app/domain/tags/add-synonym.ts'
import { completeTags } from '#app/domain/tags/complete-tags.ts'
import { describeTag } from '#app/domain/tags/describe-tag.ts'
import { findNamedTags } from '#app/domain/tags/find-named-tags.ts'
import { mergeTags } from '#app/domain/tags/merge-tags.ts'
import { getTag, listTagHistory } from '#app/domain/tags/queries.ts'
import { renameTag } from '#app/domain/tags/rename-tag.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { verify } from '#app/verify/verify.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db, pendingJobs, settleAtOnce } from '#tests/support/database.ts'

const moderator = () => createUser({ roles: ['moderator'] })
const curator = () => createUser({ reputation: 1750 })

const tagsOf = async (thread: { id: number }) => {
  const rows = await db
    .selectFrom('threadTags')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .where('threadId', '=', thread.id)
    .orderBy('position')
    .select('tags.name')
    .execute()
  return rows.map((row) => row.name)
}
const synonyms = async () => {
  const rows = await db
    .selectFrom('tagSynonyms')
    .innerJoin('tags', 'tags.id', 'tagSynonyms.tagId')
    .select(['tagSynonyms.name', 'tags.name as of'])
    .orderBy('tagSynonyms.name')
    .execute()
  return rows.map((row) => `${row.name} → ${row.of}`)
}
const tagEvents = async () => {
  const rows = await db.selectFrom('events').where('verb', 'like', 'tag.%').select('verb').orderBy('id').execute()
  return rows.map((row) => row.verb)
}
const expectNoDrift = async () => {
  const drifted = (await verify(db)).filter((figure) => figure.drifted > 0)
  expect(drifted).toEqual([])
}

describe('a synonym', () => {
  test('means the tag when asking, editing, filtering, searching and typing', async () => {
    const tag = await createTag({ name: 'mobile-app' })
    await createTag({ name: 'wifi' })
    await addSynonym(db, await curator(), { tagId: tag.id, name: ' #App ' })
    expect(await synonyms()).toEqual(['app → mobile-app'])

    // The factory would make the tag of that name: it is asked for by the command alone.
    const thread = await createThread({ tags: ['wifi'] })
    const author = await getActor(db, thread.authorId!)
    await editPost(db, author, {
      postId: thread.questionId!,
      body: 'It does not work, and I would like it to work.',
      tags: 'app wifi',
      baseRevision: 0,
    })
    expect(await tagsOf(thread)).toEqual(['mobile-app', 'wifi'])
    expect((await getTag(db, 'APP')).id).toBe(tag.id)
    const meant = { id: tag.id, name: 'mobile-app' }
    expect(await findNamedTags(db, ['app', 'Mobile-App'])).toEqual([
      { typed: 'app', tag: meant, like: null },
      { typed: 'Mobile-App', tag: meant, like: null },
    ])

    await searchEngine.index(db, { threadIds: [thread.id] })
    const found = await searchEngine.search(db, parseQuery('[app]'), { limit: 5 })
    expect(found.map((hit) => hit.postId)).toEqual([thread.questionId])
    expect(await completeTags(db, 'app')).toMatchObject([{ name: 'mobile-app', synonym: 'app', threadCount: 1 }])
    expect(await completeTags(db, 'mob')).toMatchObject([{ name: 'mobile-app', synonym: null }])
  })

  test('is added once, and taken away', async () => {
    const [actor, tag] = [await curator(), await createTag({ name: 'mobile-app' })]
    await atOnce(6, () => addSynonym(db, actor, { tagId: tag.id, name: 'app' }))
    expect(await tagEvents()).toEqual(['tag.synonym_added'])
    await removeSynonym(db, actor, { tagId: tag.id, name: 'app' })
    await removeSynonym(db, actor, { tagId: tag.id, name: 'app' })
    expect(await synonyms()).toEqual([])
    expect(await tagEvents()).toEqual(['tag.synonym_added', 'tag.synonym_removed'])
  })

  test('refusals', async () => {
    const [tag, other] = [await createTag({ name: 'mobile-app' }), await createTag({ name: 'phone' })]
    const actor = await curator()
    await addSynonym(db, actor, { tagId: other.id, name: 'mobile' })
    const beginner = await createUser({ reputation: 1749 })
    await expect(addSynonym(db, beginner, { tagId: tag.id, name: 'app' })).rejects.toMatchObject({
      code: 'synonym.manage',
      figures: { points: 1750 },
    })
    await expect(removeSynonym(db, beginner, { tagId: tag.id, name: 'app' })).rejects.toMatchObject({
      code: 'synonym.manage',
    })
    for (const [name, code] of [
      ['phone', 'synonym.is_tag'],
      ['mobile-app', 'synonym.is_tag'],
      ['mobile', 'synonym.taken'],
      ['-', 'tags.invalid'],
      ['two words', 'tags.invalid'],
    ] as const) {
      await expect(addSynonym(db, actor, { tagId: tag.id, name })).rejects.toMatchObject({ code, field: 'name' })
    }
    // Much longer than any name is refused unread.
    await expect(addSynonym(db, actor, { tagId: tag.id, name: 'a'.repeat(1001) })).rejects.toMatchObject({
      code: 'input.malformed',
    })
    await expect(addSynonym(db, actor, { tagId: 999_999, name: 'app' })).rejects.toMatchObject({
      code: 'tag.not_found',
    })
  })

  test('a tag has at most 30', async () => {
    const [actor, tag] = [await curator(), await createTag({ name: 'mobile-app' })]
    for (let n = 1; n <= 30; n++) await addSynonym(db, actor, { tagId: tag.id, name: `app-${n}` })
    await expect(addSynonym(db, actor, { tagId: tag.id, name: 'app-31' })).rejects.toMatchObject({
      code: 'synonym.too_many',
      figures: { max: 30 },
    })
    // One that it has already is none too many.
    await addSynonym(db, actor, { tagId: tag.id, name: 'app-30' })
  })
})

describe('renaming', () => {
  test('keeps the old name as a synonym, and takes it back', async () => {
    const [actor, tag] = [await moderator(), await createTag({ name: 'app' })]
    await renameTag(db, actor, { tagId: tag.id, name: 'mobile-app' })
    await renameTag(db, actor, { tagId: tag.id, name: 'Mobile-App' })
    expect(await synonyms()).toEqual(['app → mobile-app'])
    expect(await pendingJobs()).toEqual([{ name: 'search.index_tag', payload: { tagId: tag.id } }])
    await renameTag(db, actor, { tagId: tag.id, name: 'app' })
    expect(await synonyms()).toEqual(['mobile-app → app'])
    expect(await tagEvents()).toEqual(['tag.renamed', 'tag.renamed'])
  })

  test('another case of the same letters leaves no synonym', async () => {
    const tag = await createTag({ name: 'WiFi' })
    await renameTag(db, await moderator(), { tagId: tag.id, name: 'wifi' })
    expect(await synonyms()).toEqual([])
    expect((await getTag(db, 'wifi')).name).toBe('wifi')
  })

  test('refusals', async () => {
    const [tag, other] = [await createTag({ name: 'app' }), await createTag({ name: 'phone' })]
    const actor = await moderator()
    await addSynonym(db, actor, { tagId: other.id, name: 'mobile' })
    await expect(renameTag(db, await curator(), { tagId: tag.id, name: 'x' })).rejects.toMatchObject({
      code: 'tag.reorganize',
    })
    await expect(renameTag(db, actor, { tagId: tag.id, name: 'phone' })).rejects.toMatchObject({ code: 'tag.taken' })
    await expect(renameTag(db, actor, { tagId: tag.id, name: 'mobile' })).rejects.toMatchObject({
      code: 'synonym.taken',
    })
    await expect(renameTag(db, actor, { tagId: tag.id, name: '' })).rejects.toMatchObject({ code: 'tags.invalid' })
  })
})

describe('merging', () => {
  test('moves questions, synonyms, experts, badges, followers and categories; who has both keeps one', async () => {
    const [app, mobile] = [await createTag({ name: 'app' }), await createTag({ name: 'mobile-app' })]
    const one = await createThread({ tags: ['wifi', 'app'] })
    const both = await createThread({ tags: ['app', 'mobile-app'] })
    const expert = await createUser({ expertOf: [app.id] })
    const twice = await createUser({ expertOf: [app.id, mobile.id] })
    const actor = await moderator()
    await addSynonym(db, actor, { tagId: app.id, name: 'application' })
    await db
      .insertInto('awards')
      .values([
        { badge: 'tag_expert', userId: expert.id, tagId: app.id },
        { badge: 'tag_expert', userId: twice.id, tagId: app.id },
        { badge: 'tag_expert', userId: twice.id, tagId: mobile.id },
      ])
      .execute()
    const follow = { threadId: null, categoryId: null, followedUserId: null }
    await db
      .insertInto('follows')
      .values([
        { userId: expert.id, tagId: app.id, ...follow },
        { userId: twice.id, tagId: app.id, ...follow },
        { userId: twice.id, tagId: mobile.id, endedAt: new Date(), ...follow },
      ])
      .execute()
    const work = { answers: 10, accepted: 5, helpfulPercent: 80 }
    await db
      .insertInto('expertInvitations')
      .values([
        { userId: twice.id, tagId: app.id, ...work },
        { userId: actor.id, tagId: app.id, ...work },
        { userId: actor.id, tagId: mobile.id, ...work },
      ])
      .execute()
    await db.insertInto('categoryTags').values({ categoryId: one.categoryId, tagId: app.id }).execute()

    expect(await mergeTags(db, actor, { tagId: app.id, intoId: mobile.id })).toEqual({ name: 'mobile-app' })

    expect(await tagsOf(one)).toEqual(['wifi', 'mobile-app'])
    expect(await tagsOf(both)).toEqual(['mobile-app'])
    expect(await synonyms()).toEqual(['app → mobile-app', 'application → mobile-app'])
    for (const person of [expert, twice]) {
      const held = { userId: person.id, tagId: mobile.id }
      expect(
        await db.selectFrom('grants').where('userId', '=', person.id).select(['userId', 'tagId']).execute(),
      ).toEqual([held])
      expect(
        await db.selectFrom('awards').where('userId', '=', person.id).select(['userId', 'tagId']).execute(),
      ).toEqual([held])
      expect(
        await db.selectFrom('follows').where('userId', '=', person.id).select(['userId', 'tagId', 'endedAt']).execute(),
      ).toEqual([{ ...held, endedAt: null }])
    }
    expect(await db.selectFrom('categoryTags').select('tagId').execute()).toEqual([{ tagId: mobile.id }])
    const invitations = await db
      .selectFrom('expertInvitations')
      .where('tagId', '=', mobile.id)
      .select(['userId', 'state'])
      .orderBy('id')
      .execute()
    expect(invitations.map((each) => each.state)).toEqual(['withdrawn', 'withdrawn', 'open'])
    const history = await listTagHistory(db, mobile.id)
    expect(history).toMatchObject([{ verb: 'tag.merged', before: { name: 'app', threadCount: 2 } }])
    expect(await pendingJobs()).toContainEqual({ name: 'search.index_tag', payload: { tagId: mobile.id } })
    await expectNoDrift()
  })

  test('every table that points at tags is moved', async () => {
    const { rows } = await sql<{ name: string }>`
      select conrelid::regclass::text as name from pg_constraint
      where contype = 'f' and confrelid = 'tags'::regclass order by 1`.execute(db)
    expect(rows.map((row) => row.name)).toEqual(MOVED)
  })

  test('a question asked with the old tag at that moment ends with the new one', async () => {
    const [app, mobile] = [await createTag({ name: 'app' }), await createTag({ name: 'mobile-app' })]
    const threads = [await createThread({ tags: ['wifi'] }), await createThread({ tags: ['wifi'] })]
    const authors = await Promise.all(threads.map((thread) => getActor(db, thread.authorId!)))
    const actor = await moderator()
    await atOnce(3, async (index) => {
      const [thread, author] = [threads[index], authors[index]]
      if (!thread || !author) return mergeTags(db, actor, { tagId: app.id, intoId: mobile.id })
      const body = 'It does not work, and I would like it to work.'
      return editPost(db, author, { postId: thread.questionId!, body, tags: 'wifi app', baseRevision: 0 })
    })
    for (const thread of threads) expect(await tagsOf(thread)).toEqual(['wifi', 'mobile-app'])
    expect(await db.selectFrom('tags').where('name', '=', 'app').select('id').execute()).toEqual([])
    await expectNoDrift()
  })

  test('two merges against each other: one of them happens, and no circle comes of it', async () => {
    const [app, mobile] = [await createTag({ name: 'app' }), await createTag({ name: 'mobile-app' })]
    const actor = await moderator()
    const outcomes = await settleAtOnce(2, (index) =>
      mergeTags(db, actor, index ? { tagId: app.id, intoId: mobile.id } : { tagId: mobile.id, intoId: app.id }),
    )
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ code: 'tag.not_found' })
    expect(await synonyms()).toHaveLength(1)
  })

  test('a chain of merges leaves every name one step from the tag', async () => {
    const tags = [await createTag({ name: 'a' }), await createTag({ name: 'b' }), await createTag({ name: 'c' })]
    const actor = await moderator()
    await mergeTags(db, actor, { tagId: tags[0]!.id, intoId: tags[1]!.id })
    await mergeTags(db, actor, { tagId: tags[1]!.id, intoId: tags[2]!.id })
    expect(await synonyms()).toEqual(['a → c', 'b → c'])
  })

  test('refusals', async () => {
    const [app, mobile] = [await createTag({ name: 'app' }), await createTag({ name: 'mobile-app' })]
    const both = { tagId: app.id, intoId: mobile.id }
    await expect(mergeTags(db, await curator(), both)).rejects.toMatchObject({ code: 'tag.reorganize' })
    const local = await createUser({ roles: ['moderator'], categoryId: (await createThread()).categoryId })
    await expect(mergeTags(db, local, both)).rejects.toMatchObject({ code: 'tag.reorganize' })
    const actor = await moderator()
    await expect(mergeTags(db, actor, { tagId: app.id, intoId: app.id })).rejects.toMatchObject({ code: 'tag.same' })
    await expect(mergeTags(db, actor, { ...both, intoId: 999_999 })).rejects.toMatchObject({ code: 'tag.not_found' })
  })
})

const MOVED = ['awards', 'category_tags', 'expert_invitations', 'follows', 'grants', 'tag_synonyms', 'thread_tags']

describe('describing', () => {
  test('says what it is for, in a sentence and a guide; what it said before is in its history', async () => {
    const tag = await createTag({ name: 'wifi' })
    const actor = await createUser({ reputation: 100 })
    await describeTag(db, actor, { tagId: tag.id, description: 'Of  networks.', guide: 'Say **which** box.\r\n' })
    await describeTag(db, actor, { tagId: tag.id, description: 'Of networks.', guide: 'Say **which** box.' })
    expect(await getTag(db, 'wifi')).toMatchObject({
      description: 'Of networks.',
      guide: 'Say **which** box.',
      guideHtml: expect.stringContaining('<strong>which</strong>'),
    })
    expect(await listTagHistory(db, tag.id)).toMatchObject([
      { verb: 'tag.described', before: { description: '' }, after: { description: 'Of networks.' } },
    ])
  })

  test('its history is of the tag, not of its experts', async () => {
    const tag = await createTag({ name: 'wifi' })
    const { id: userId } = await createUser()
    await appointExpert(db, await createUser({ roles: ['admin'] }), { userId, tagId: tag.id })
    await describeTag(db, await createUser({ reputation: 100 }), {
      tagId: tag.id,
      description: 'Of networks.',
      guide: '',
    })
    expect((await listTagHistory(db, tag.id)).map((event) => event.what)).toEqual(['described'])
  })

  test('refusals', async () => {
    const tag = await createTag({ name: 'wifi' })
    const say = (description: string, guide = '') => ({ description, guide })
    await expect(
      describeTag(db, await createUser({ reputation: 99 }), { tagId: tag.id, ...say('x') }),
    ).rejects.toMatchObject({
      code: 'tag.describe',
      figures: { points: 100 },
    })
    const actor = await createUser({ reputation: 100 })
    await expect(describeTag(db, actor, { tagId: tag.id, ...say('x'.repeat(301)) })).rejects.toMatchObject({
      code: 'description.too_long',
    })
    await expect(describeTag(db, actor, { tagId: tag.id, ...say('', 'x'.repeat(10_001)) })).rejects.toMatchObject({
      code: 'guide.too_long',
    })
    await expect(describeTag(db, actor, { tagId: 999_999, ...say('x') })).rejects.toMatchObject({
      code: 'tag.not_found',
    })
  })
})

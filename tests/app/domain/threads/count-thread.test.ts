import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { publishArticle } from '#app/domain/articles/publish-article.ts'
import { deletePost, restorePost } from '#app/domain/posts/delete-post.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { setPostState } from '#app/domain/posts/set-post-state.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { mergeTags } from '#app/domain/tags/merge-tags.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { PostState, Thread } from '#db/schema.ts'
import { inTransaction } from '#db/transaction.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'
import { expectNoDrift } from '../reputation/no-drift.ts'

const countsOfTags = async () => {
  const tags = await db.selectFrom('tags').select(['name', 'threadCount']).orderBy('name').execute()
  return Object.fromEntries(tags.map((tag) => [tag.name, tag.threadCount]))
}
const countOf = async (categoryId: number) =>
  (await db.selectFrom('categories').where('id', '=', categoryId).select('threadCount').executeTakeFirstOrThrow())
    .threadCount
const setState = (actor: Actor, thread: Thread, state: PostState) =>
  inTransaction(db, (trx) => setPostState(trx, actor, thread.questionId!, state))
const edit = async (actor: Actor, thread: Thread, change: { tags?: string; categoryId?: number }) =>
  editPost(db, actor, {
    postId: thread.questionId!,
    title: thread.title,
    body: 'It does not work, and I would like it to work.',
    tags: change.tags ?? 'red',
    categoryId: change.categoryId ?? thread.categoryId,
    baseRevision: await getTextVersion(db, thread.questionId!),
    reason: 'Where it belongs',
  })

test('a thread is one more or one less: nothing is counted again', async () => {
  const { id: categoryId } = await createCategory()
  await createTag({ name: 'red' })
  await db.updateTable('tags').set({ threadCount: 1000 }).execute()
  await db.updateTable('categories').set({ threadCount: 1000, articleCount: 1000 }).execute()

  const thread = await createThread({ categoryId, tags: ['red'] })
  expect([await countsOfTags(), await countOf(categoryId)]).toEqual([{ red: 1001 }, 1001])
  const moderator = await createUser({ roles: ['moderator'] })
  await deletePost(db, moderator, { postId: thread.questionId! })
  expect([await countsOfTags(), await countOf(categoryId)]).toEqual([{ red: 1000 }, 1000])

  await createArticle({ categoryId })
  const { articleCount } = await db.selectFrom('categories').select('articleCount').executeTakeFirstOrThrow()
  expect(articleCount).toBe(1001)
})

test('what is hidden twice goes once, and comes back once', async () => {
  const moderator = await createUser({ roles: ['moderator'] })
  const thread = await createThread({ tags: ['red', 'blue'] })
  for (const state of ['hidden', 'hidden', 'deleted'] as const) {
    await setState(moderator, thread, state)
    expect([await countsOfTags(), await countOf(thread.categoryId)]).toEqual([{ blue: 0, red: 0 }, 0])
  }
  for (const state of ['visible', 'visible'] as const) {
    await setState(moderator, thread, state)
    expect([await countsOfTags(), await countOf(thread.categoryId)]).toEqual([{ blue: 1, red: 1 }, 1])
  }
  await expectNoDrift()
})

test('other tags and another category count it from then on, unless it is hidden', async () => {
  const moderator = await createUser({ roles: ['moderator'] })
  const thread = await createThread({ tags: ['red', 'blue'] })
  const other = await createCategory()
  await createTag({ name: 'green' })
  await edit(moderator, thread, { tags: 'green blue', categoryId: other.id })
  expect(await countsOfTags()).toEqual({ blue: 1, green: 1, red: 0 })
  expect([await countOf(thread.categoryId), await countOf(other.id)]).toEqual([0, 1])

  await setState(moderator, thread, 'hidden')
  await edit(moderator, thread, { tags: 'red', categoryId: thread.categoryId })
  expect(await countsOfTags()).toEqual({ blue: 0, green: 0, red: 0 })
  await setState(moderator, thread, 'visible')
  expect(await countsOfTags()).toEqual({ blue: 0, green: 0, red: 1 })
  expect([await countOf(thread.categoryId), await countOf(other.id)]).toEqual([1, 0])
  await expectNoDrift()
})

test('two tags that become one count what either had, once, without the hidden ones', async () => {
  const moderator = await createUser({ roles: ['moderator', 'admin'] })
  for (const tags of [['red'], ['red', 'crimson'], ['crimson'], ['crimson']]) await createThread({ tags })
  await setState(moderator, await createThread({ tags: ['crimson'] }), 'hidden')
  const idOf = async (name: string) =>
    (await db.selectFrom('tags').where('name', '=', name).select('id').executeTakeFirstOrThrow()).id
  await mergeTags(db, moderator, { tagId: await idOf('crimson'), intoId: await idOf('red') })
  expect(await countsOfTags()).toEqual({ red: 4 })
  await expectNoDrift()
})

test('what is hidden while its tag becomes another one goes from the count of that one', async () => {
  const moderator = await createUser({ roles: ['moderator', 'admin'] })
  const threads = [await createThread({ tags: ['crimson'] }), await createThread({ tags: ['crimson'] })]
  const into = await createTag({ name: 'red' })
  const { id: tagId } = await db.selectFrom('tags').where('name', '=', 'crimson').select('id').executeTakeFirstOrThrow()
  let hiding: Promise<void> | undefined
  await db.transaction().execute(async (trx) => {
    await mergeTags(trx, moderator, { tagId, intoId: into.id })
    hiding = setState(moderator, threads[0]!, 'hidden')
    const waiting = sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    // Asked outside of the transaction, in which the answer would stay what it was.
    while ((await waiting.execute(db)).rows.length === 0);
  })
  await hiding
  expect(await countsOfTags()).toEqual({ red: 1 })
  await expectNoDrift()
})

test('all that moves counts, at one moment, leaves them right', async () => {
  const admin = await createUser({ roles: ['moderator', 'admin'] })
  const [one, other] = [await createCategory(), await createCategory()]
  const names = ['red', 'green', 'blue', 'crimson']
  for (const name of names) await createTag({ name })
  const threads: Thread[] = []
  for (let index = 0; index < 8; index++) {
    const categoryId = index % 2 ? one.id : other.id
    threads.push(await createThread({ categoryId, tags: names.slice(index % 4).concat(names.slice(0, index % 4)) }))
  }
  const tags = await db.selectFrom('tags').select(['id', 'name']).execute()
  const idOf = (name: string) => tags.find((tag) => tag.name === name)!.id
  const asker = await createUser({ roles: ['moderator'] })

  for (let round = 0; round < 4; round++) {
    const at = (index: number) => threads[(index + round * 3) % threads.length]!
    await atOnce(8, async (index) => {
      if (index === 0) await deletePost(db, admin, { postId: at(0).questionId! }).catch(orRefused)
      if (index === 1) await edit(admin, at(1), { tags: 'blue green', categoryId: one.id }).catch(orRefused)
      if (index === 2) await edit(admin, at(2), { tags: 'green red', categoryId: other.id }).catch(orRefused)
      if (index === 3) await setState(admin, at(3), round % 2 ? 'visible' : 'hidden')
      if (index === 4) await mergeThreads(db, admin, { threadId: at(4).id, into: at(5).id }).catch(orRefused)
      if (index === 5) await createThread({ categoryId: one.id, authorId: asker.id, tags: ['red', 'green'] })
      if (index === 6 && round === 2) {
        await mergeTags(db, admin, { tagId: idOf('crimson'), intoId: idOf('red') })
      }
      if (index === 7) await restorePost(db, admin, { postId: at(0).questionId! }).catch(orRefused)
    })
    await expectNoDrift()
  }
}, 60_000)

test('two who publish an article at one moment count it once', async () => {
  const article = await createArticle({ state: 'in_review' })
  const validators = await Promise.all([1, 2].map(() => createUser({ roles: ['staff'] })))
  await atOnce(2, (index) => publishArticle(db, validators[index]!, { articleId: article.id }))
  await expectNoDrift()
})

/** A refusal is as good as any other end here: an error of the database is not. */
function orRefused(error: unknown): void {
  if (!['conflict', 'forbidden', 'invalid', 'not_found'].includes((error as { kind?: string }).kind ?? '')) throw error
}

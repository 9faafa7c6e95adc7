import { expect, test } from 'vitest'
import { archiveArticle } from '#app/domain/articles/archive-article.ts'
import { createArticle as draftArticle } from '#app/domain/articles/create-article.ts'
import { editArticle } from '#app/domain/articles/edit-article.ts'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { countArticlesInReview } from '#app/domain/articles/queries.ts'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { requestReview } from '#app/domain/articles/request-review.ts'
import { saveDraft } from '#app/domain/drafts/save-draft.ts'
import { DomainError } from '#app/domain/errors.ts'
import { appointExpert } from '#app/domain/experts/appoint-expert.ts'
import { revokeExpert } from '#app/domain/experts/revoke-expert.ts'
import { redactRevision } from '#app/domain/revisions/redact-revision.ts'
import { searchPosts } from '#app/domain/search/find/search-posts.ts'
import { resolveSearch } from '#app/domain/search/log/resolve-search.ts'
import { renameTag } from '#app/domain/tags/rename-tag.ts'
import { addNote } from '#app/domain/tickets/add-note.ts'
import { takeTicket } from '#app/domain/tickets/take-ticket.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import * as drafts from '#app/pages/account/drafts.tsx'
import * as audit from '#app/pages/admin/audit.tsx'
import * as experts from '#app/pages/admin/experts.tsx'
import * as searches from '#app/pages/admin/searches.tsx'
import * as searchesExport from '#app/pages/admin/searches-export.ts'
import * as backlog from '#app/pages/desk/backlog.tsx'
import * as desk from '#app/pages/desk/page.tsx'
import * as ticketPage from '#app/pages/desk/ticket.tsx'
import * as articlePage from '#app/pages/kb/article.tsx'
import * as articlesInWork from '#app/pages/kb/drafts.tsx'
import * as articleEditing from '#app/pages/kb/edit.tsx'
import * as articleWriting from '#app/pages/kb/new.tsx'
import * as questionPage from '#app/pages/question/page.tsx'
import * as reviewQueue from '#app/pages/review/page.tsx'
import * as reviewPage from '#app/pages/review/review.tsx'
import * as sanctions from '#app/pages/users/sanctions.tsx'
import type { Thread } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'
import { closeThread } from '#moderation/curation/close-thread.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { takeInThread } from '#moderation/escalation/take-in-thread.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'
import { claimReview } from '#moderation/review/claim-review.ts'
import { countWaiting } from '#moderation/review/count-waiting.ts'
import { sanctionUser } from '#moderation/sanctions/sanction-user.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'
import { get } from '#tests/support/requests.ts'

// Every role in every scope, at every thing that belongs to one category, or to none. A new thing needs one line in the
// table below; a new scope or role none.

const ROLES = ['moderator', 'staff', 'admin'] as const
const SCOPES = ['here', 'elsewhere', 'everywhere'] as const
type Name = 'visitor' | 'member' | `${(typeof ROLES)[number]} ${(typeof SCOPES)[number]}`

/** An administrator of one category is nobody: whoever gives roles gives them for the whole forum. */
const ADMIN: Name[] = ['admin everywhere']
const WHO = {
  'moderators here': ['moderator here', 'moderator everywhere', 'staff here', 'staff everywhere', ...ADMIN],
  'staff here': ['staff here', 'staff everywhere', ...ADMIN],
  'moderators everywhere': ['moderator everywhere', 'staff everywhere', ...ADMIN],
  'staff everywhere': ['staff everywhere', ...ADMIN],
} satisfies Record<string, Name[]>

type World = Awaited<ReturnType<typeof build>>
type Look = (viewer: Viewer, world: World) => Promise<boolean>

/** A page that is shown: with what is looked for, when that is given. */
const shows =
  (
    page: { loader: Parameters<typeof get>[0] },
    params: (world: World) => Record<string, number | string> = () => ({}),
    holds: (data: string, world: World) => boolean = () => true,
    path = '/',
  ): Look =>
  async (viewer, world) => {
    const answer = await get(page.loader, path, { viewer, params: params(world) })
    if (answer.status >= 300) return false
    return holds(JSON.stringify(answer.data), world)
  }

class Undone extends Error {}

/** A command that is let through; what it did is undone. */
const does =
  (work: (db: Db, actor: Actor, world: World) => Promise<unknown>): Look =>
  async (viewer, world) => {
    if (viewer === null) return false
    const outcome = await db
      .transaction()
      .execute(async (trx) => {
        await work(trx, viewer, world)
        throw new Undone()
      })
      .catch((error) => error)
    if (outcome instanceof Undone) return true
    if (outcome instanceof DomainError && ['forbidden', 'not_found'].includes(outcome.kind)) return false
    throw outcome
  }

const text = 'Words that are long enough for every kind of text in here.'
const has = (part: (world: World) => string | number) => (data: string, world: World) =>
  data.includes(String(part(world)))
const article = (of: (world: World) => { id: number }) => (world: World) => ({ articleId: of(world).id })

const THINGS: Record<string, [keyof typeof WHO, Look]> = {
  // The knowledge base
  'read a draft': [
    'moderators here',
    shows(
      articlePage,
      article((world) => world.draft),
    ),
  ],
  'read an article in review': [
    'moderators here',
    shows(
      articlePage,
      article((world) => world.inReview),
    ),
  ],
  'read a draft for staff': [
    'staff here',
    shows(
      articlePage,
      article((world) => world.staffDraft),
    ),
  ],
  'read an article for staff': [
    'staff here',
    shows(
      articlePage,
      article((world) => world.canned),
    ),
  ],
  'read an archived article': [
    'staff here',
    shows(
      articlePage,
      article((world) => world.archived),
    ),
  ],
  'read why an article did not help': [
    'staff here',
    shows(
      articlePage,
      article((world) => world.published),
      (data) => data.includes('It left me alone'),
    ),
  ],
  'find a draft among those in work': [
    'moderators here',
    shows(
      articlesInWork,
      undefined,
      has((world) => `"id":${world.draft.id},`),
    ),
  ],
  'find a doubtful article among those in work': [
    'staff here',
    shows(
      articlesInWork,
      undefined,
      has((world) => `"id":${world.doubtful.id},`),
    ),
  ],
  'count what waits for a validation': [
    'staff here',
    async (viewer) => (await countArticlesInReview(db, viewer)) === 2,
  ],
  'be offered the category for a new article': [
    'moderators here',
    shows(
      articleWriting,
      undefined,
      has((world) => world.here.slug),
    ),
  ],
  'draft an article': [
    'moderators here',
    does((db, actor, { here }) =>
      draftArticle(db, actor, { categoryId: here.id, locale: 'en', title: 'How to do it', body: text }),
    ),
  ],
  'draft an article for staff': [
    'staff here',
    does((db, actor, { here }) =>
      draftArticle(db, actor, {
        categoryId: here.id,
        locale: 'en',
        title: 'How to do it',
        body: text,
        audience: 'staff',
      }),
    ),
  ],
  'open the form of a published article': [
    'staff here',
    shows(
      articleEditing,
      article((world) => world.published),
    ),
  ],
  'bring a published article into another category': [
    'staff everywhere',
    does((db, actor, { published, third }) =>
      editArticle(db, actor, {
        articleId: published.id,
        locale: 'en',
        title: 'How to do it',
        body: text,
        weight: 'typo',
        categoryId: third.id,
      }),
    ),
  ],
  'take a published article out of sight': [
    'staff here',
    does((db, actor, { published }) =>
      editArticle(db, actor, {
        articleId: published.id,
        locale: 'en',
        title: 'How to do it',
        body: text,
        weight: 'typo',
        audience: 'staff',
      }),
    ),
  ],
  'find an article for staff by its words': [
    'staff here',
    async (viewer, { canned }) => {
      const found = await searchPosts(db, viewer, searchEngine, { text: 'wombatology', locale: 'en' })
      expect(found.count).toBe(found.results.length)
      const counted = [...found.counts.categories.values()].reduce((sum, count) => sum + count, 0)
      expect(counted).toBe(found.results.length)
      return found.results.some(({ articleId }) => articleId === canned.id)
    },
  ],

  // What belongs to no category
  'read what people search for': ['staff everywhere', shows(searches)],
  'export what people search for': [
    'staff everywhere',
    async (viewer) => (await get(searchesExport.loader, '/', { viewer })).status === 200,
  ],
  'answer what people search for': [
    'staff everywhere',
    does((db, actor) => resolveSearch(db, actor, { text: 'printer', resolution: 'done' })),
  ],
  'see the candidates and experts': ['staff everywhere', shows(experts)],
  'appoint an expert': [
    'staff everywhere',
    does((db, actor, { person, tag }) => appointExpert(db, actor, { userId: person.id, tagId: tag.id })),
  ],
  'revoke an expert': [
    'staff everywhere',
    does((db, actor, { expert, tag }) => revokeExpert(db, actor, { userId: expert.id, tagId: tag.id })),
  ],
  'rename a tag': [
    'moderators everywhere',
    does((db, actor, { tag }) => renameTag(db, actor, { tagId: tag.id, name: 'other' })),
  ],
  'read the sanctions of a person': [
    'moderators everywhere',
    shows(sanctions, ({ person }) => ({ userId: person.id })),
  ],
  'sanction a person': [
    'moderators everywhere',
    does((db, actor, { person }) =>
      sanctionUser(db, actor, { userId: person.id, kind: 'silence', days: 3, reason: 'For the test.' }),
    ),
  ],

  // Audit
  'read in the audit log of a thread': [
    'moderators here',
    shows(
      audit,
      undefined,
      has((world) => world.thread.title),
    ),
  ],
  'read in the audit log of a ticket': [
    'staff here',
    shows(audit, undefined, (data) => data.includes('"verb":"note.posted"')),
  ],
  'read in the audit log of a private question': [
    'staff here',
    shows(
      audit,
      undefined,
      has((world) => world.secret.title),
    ),
  ],
  'read in the audit log of a person': [
    'moderators everywhere',
    shows(audit, undefined, (data) => data.includes('"verb":"user.sanctioned"')),
  ],

  // The desk
  'find a ticket at the desk': [
    'staff here',
    shows(
      desk,
      undefined,
      has((world) => world.ticketThread.title),
    ),
  ],
  'be told in the menu of the ticket that nobody has': [
    'staff here',
    async (viewer) => viewer !== null && (await countWaiting(db, viewer)).desk === 1,
  ],
  'be told in the menu of the review': [
    'moderators here',
    async (viewer) => viewer !== null && (await countWaiting(db, viewer)).reviews === 2,
  ],
  'find a thread that will never be at the desk': [
    'staff here',
    shows(
      backlog,
      undefined,
      has((world) => world.imported.title),
    ),
  ],
  'take such a thread in': [
    'staff here',
    does((db, actor, { imported }) => takeInThread(db, actor, { threadId: imported.id, reason: text })),
  ],
  'open a ticket': ['staff here', shows(ticketPage, ({ ticket }) => ({ ticketId: ticket.id }))],
  'take a ticket': ['staff here', does((db, actor, { ticket }) => takeTicket(db, actor, { ticketId: ticket.id }))],
  'write a note': [
    'staff here',
    does((db, actor, { ticket }) => addNote(db, actor, { ticketId: ticket.id, body: text })),
  ],
  'read a note': [
    'staff here',
    shows(
      ticketPage,
      ({ ticket }) => ({ ticketId: ticket.id }),
      (data) => data.includes('Between us'),
    ),
  ],
  'read the title of an own draft on a ticket': [
    'staff here',
    async (viewer, { ticket, ticketThread }) => {
      if (viewer === null) return false
      await saveDraft(db, viewer, { kind: 'ticket', subjectId: ticket.id, fields: { body: text }, version: 0 })
      const { data } = await get(drafts.loader, '/drafts', { viewer })
      return JSON.stringify(data).includes(ticketThread.title)
    },
  ],

  // Review and curation
  'find a review in the queue': [
    'moderators here',
    shows(
      reviewQueue,
      undefined,
      has((world) => world.flagged.title),
    ),
  ],
  'open a review': ['moderators here', shows(reviewPage, ({ reviewId }) => ({ reviewId }))],
  'claim a review': ['moderators here', does((db, actor, { reviewId }) => claimReview(db, actor, { reviewId }))],
  'close a question': [
    'moderators here',
    does((db, actor, { thread }) => closeThread(db, actor, { threadId: thread.id, reason: 'off_topic', note: '' })),
  ],
  'merge two questions of the category': [
    'moderators here',
    does((db, actor, { thread, flagged }) => mergeThreads(db, actor, { threadId: flagged.id, into: thread.id })),
  ],
  'merge a question into one of another category': [
    'moderators everywhere',
    does((db, actor, { thread, far }) => mergeThreads(db, actor, { threadId: thread.id, into: far.id })),
  ],
  'remove the text of a revision': [
    'moderators here',
    does((db, actor, { revised }) =>
      redactRevision(db, actor, { postId: revised.postId, number: 1, reason: 'A name.' }),
    ),
  ],

  // Threads that not everybody sees
  'read a private question': ['staff here', shows(questionPage, paramsOf('secret'))],
  'read a hidden question': ['moderators here', shows(questionPage, paramsOf('hidden'))],
}

function paramsOf(name: 'secret' | 'hidden') {
  return (world: World) => ({ threadId: world[name].id })
}

async function build() {
  const [here, elsewhere, third] = [
    await createCategory({ slug: 'here' }),
    await createCategory(),
    await createCategory(),
  ]
  const inPlace = { here: here.id, elsewhere: elsewhere.id, everywhere: undefined }
  const people = new Map<Name, Viewer>([
    ['visitor', null],
    ['member', await createUser({ reputation: 1 })],
  ])
  for (const role of ROLES) {
    for (const scope of SCOPES) {
      const categoryId = inPlace[scope]
      people.set(
        `${role} ${scope}`,
        await createUser({ roles: [role], ...(categoryId === undefined ? {} : { categoryId }) }),
      )
    }
  }

  const boss = await createUser({ roles: ['admin'] })
  const tag = await createTag({ name: 'wombat' })
  const person = await createUser()
  const articleHere = (options: Parameters<typeof createArticle>[0]) =>
    createArticle({ categoryId: here.id, ...options })
  const published = await articleHere({ title: 'How to do it' })
  await rateArticle(db, person, { articleId: published.id, helpful: false, reason: 'It left me alone.' })
  const doubtful = await articleHere({})
  await inTransaction(db, async (trx) => {
    await requestReview(trx, boss, await lockArticle(trx, boss, doubtful.id), 'review_date')
  })
  const archived = await articleHere({ state: 'draft' })
  await archiveArticle(db, boss, { articleId: archived.id })
  const canned = await articleHere({ audience: 'staff', title: 'Wombatology for us' })

  const threadHere = (options: Parameters<typeof createThread>[0] = {}): Promise<Thread> =>
    createThread({ categoryId: here.id, ...options })
  const thread = await threadHere({ title: 'The thread that is looked after' })
  const flagged = await threadHere({ title: 'The thread with a flag on it' })
  const bad = await createAnswer({ threadId: flagged.id })
  const { reviewId } = await raiseFlag(db, boss, { postId: bad.id, reason: 'spam', note: '' })
  const revisedAnswer = await createAnswer({ threadId: thread.id })
  await db
    .insertInto('revisions')
    .values(
      [1, 2].map((number) => ({
        postId: revisedAnswer.id,
        number,
        body: text,
        bodyFormat: 'markdown' as const,
        editorId: revisedAnswer.authorId,
        reason: '',
      })),
    )
    .execute()
  const secret = await threadHere({ audience: 'private', title: 'The secret of a customer' })
  const hidden = await threadHere({ title: 'The hidden question' })
  await raiseFlag(db, boss, { postId: hidden.questionId!, reason: 'rude', note: '' })
  const ticketThread = await threadHere({ title: 'The thread at the desk' })
  const ticket = await createTicket({ threadId: ticketThread.id })
  await addNote(db, boss, { ticketId: ticket.id, body: 'Between us.' })
  await createPolicy({ isDefault: true })
  const imported = await threadHere({ title: 'The thread that came from elsewhere' })
  await db.updateTable('threads').set({ importSource: 'elsewhere' }).where('id', '=', imported.id).execute()
  await sanctionUser(db, boss, { userId: person.id, kind: 'warning', reason: 'Once.' })
  const far = await createThread({ categoryId: elsewhere.id })
  await searchEngine.index(db, { articleIds: [canned.id, published.id] })

  return {
    people,
    here,
    third,
    tag,
    person,
    expert: await createUser({ expertOf: [tag.id] }),
    published,
    doubtful,
    archived,
    canned,
    draft: await articleHere({ state: 'draft' }),
    staffDraft: await articleHere({ state: 'draft', audience: 'staff' }),
    inReview: await articleHere({ state: 'in_review' }),
    thread,
    flagged,
    far,
    secret,
    hidden,
    ticketThread,
    ticket,
    imported,
    reviewId,
    revised: { postId: revisedAnswer.id },
  }
}

test('a role in one category ends there', async () => {
  const world = await build()
  const may: Record<string, Name[]> = {}
  for (const [thing, [, look]] of Object.entries(THINGS)) {
    const able: Name[] = []
    for (const [name, viewer] of world.people) if (await look(viewer, world)) able.push(name)
    may[thing] = able.sort()
  }
  const expected = Object.entries(THINGS).map(([thing, [who]]) => [thing, [...WHO[who]].sort()])
  expect(may).toEqual(Object.fromEntries(expected))
})

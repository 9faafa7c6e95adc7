import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { addBookmark } from '#app/domain/bookmarks/add-bookmark.ts'
import { settings } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { loader as bookmarksPage } from '#app/pages/account/bookmarks.tsx'
import { loader as choicePage, action as choose } from '#app/pages/account/notification-settings.tsx'
import { action as changeProfile, loader as profilePage } from '#app/pages/account/settings.tsx'
import { loader as thresholdPage } from '#app/pages/admin/automatic-reply.tsx'
import { action as changeThreshold } from '#app/pages/admin/automatic-reply-threshold.ts'
import { loader as calendarPage, action as saveCalendar } from '#app/pages/admin/calendar.tsx'
import { loader as categoryPage, action as saveCategory } from '#app/pages/admin/category.tsx'
import { action as assign } from '#app/pages/admin/category-policy.tsx'
import { loader as policiesPage } from '#app/pages/admin/policies.tsx'
import { loader as policyPage, action as savePolicy } from '#app/pages/admin/policy.tsx'
import { loader as privilegesPage, action as savePrivileges } from '#app/pages/admin/privileges.tsx'
import { action as saveSetting, loader as settingsPage } from '#app/pages/admin/settings.tsx'
import { loader as ticketPage } from '#app/pages/desk/ticket.tsx'
import { action as changeTicket } from '#app/pages/desk/ticket-changes.tsx'
import { loader as articlePage, action as saveArticle } from '#app/pages/kb/edit.tsx'
import { action as saveNote } from '#app/pages/post/bookmark.tsx'
import { action as saveTag, loader as tagPage } from '#app/pages/tags/edit.tsx'
import { loader as namesPage, action as rename } from '#app/pages/tags/rename.tsx'
import type { OpenedForm } from '#app/web/faster.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCalendar } from '#tests/factories/create-calendar.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createPolicy } from '#tests/factories/create-policy.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createTicket } from '#tests/factories/create-ticket.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { atOnce, db } from '#tests/support/database.ts'
import { get, post } from '#tests/support/requests.ts'

type Fields = Record<string, string>
type Changes = Record<string, string | null>
type Route = Parameters<typeof get>[0]
type Form = {
  loader: Route
  action: Parameters<typeof post>[0]
  params?: Record<string, string | number>
  /** The form in the data of the page. */
  opened(data: unknown): OpenedForm
  /** What the form always sends. */
  fields?: Fields
  /** What two people change, each in a field of their own; null takes a tick away. */
  theirs: Changes
  mine: Changes
  /** For what only its owner changes. */
  owner?: Actor
}

const own = (data: unknown) => (data as { opened: OpenedForm }).opened
const colleague = () => createUser({ roles: ['admin', 'staff', 'moderator'], reputation: 100_000 })

const group = (name: string) => (data: unknown) =>
  (data as { groups: { name: string; opened: OpenedForm }[] }).groups.find((each) => each.name === name)?.opened ??
  missing()
const missing = (): never => {
  throw new Error('The page has no such form')
}

const FORMS: Record<string, () => Promise<Form>> = {
  'a calendar': async () => {
    const { id } = await createCalendar()
    return {
      ...{ loader: calendarPage, action: saveCalendar, params: { calendarId: id }, opened: own },
      ...{ theirs: { day1: '09:00–12:00' }, mine: { day2: '10:00–11:00' } },
    }
  },
  'a policy': async () => {
    const { id } = await createPolicy()
    return {
      ...{ loader: policyPage, action: savePolicy, params: { policyId: id }, opened: own },
      ...{ theirs: { unansweredMinutes: '7' }, mine: { solutionMinutes: '8' } },
    }
  },
  'a category': async () => {
    const { id } = await createCategory()
    return {
      ...{ loader: categoryPage, action: saveCategory, params: { categoryId: id }, opened: own },
      ...{ theirs: { 'description-en': 'Theirs.' }, mine: { 'name-fr': 'Le mien' } },
    }
  },
  'how a category escalates': async () => {
    const [{ id }, policy] = [await createCategory(), await createPolicy()]
    return {
      ...{ loader: policiesPage, action: assign, params: { categoryId: id } },
      opened: (data) =>
        (data as { categories: { id: number; opened: OpenedForm }[] }).categories.find((each) => each.id === id)
          ?.opened ?? missing(),
      ...{ theirs: { policyId: String(policy.id) }, mine: { escalates: null } },
    }
  },
  ...Object.fromEntries(
    Object.entries(settings)
      .filter(([name, schema]) => name !== 'privileges' && Object.keys(schema.parse({})).length > 1)
      .map(([name, schema]) => [
        `the settings of ${name}`,
        async () => {
          const [first, second] = Object.entries(schema.parse({})).map(([field, value]): Changes => {
            if (typeof value === 'boolean') return { [field]: value ? null : 'on' }
            return { [field]: String(Number(value) + (Number.isInteger(value) ? 1 : 0.01)) }
          })
          return {
            ...{ loader: settingsPage, action: saveSetting, opened: group(name), fields: { group: name } },
            ...{ theirs: first ?? {}, mine: second ?? {} },
          }
        },
      ]),
  ),
  'the privileges': async () => ({
    ...{ loader: privilegesPage, action: savePrivileges, opened: own },
    ...{ theirs: { preset: 'custom', flag: '33' }, mine: { preset: 'custom', review: '444' } },
  }),
  'the texts of a tag': async () => {
    const { name } = await createTag()
    return {
      ...{ loader: tagPage, action: saveTag, params: { name }, opened: own },
      ...{ theirs: { description: 'A box.' }, mine: { guide: 'Say which box it is.' } },
    }
  },
  'a ticket': async () => {
    const { id } = await createTicket()
    return {
      ...{ loader: ticketPage, action: changeTicket, params: { ticketId: id }, opened: own },
      ...{ theirs: { priority: 'urgent' }, mine: { state: 'pending' } },
    }
  },
  'where an article stands': async () => {
    const text = { title: 'How to open the box', body: 'Turn the key to the left, then lift the lid.' }
    const { id } = await createArticle(text)
    const { id: categoryId } = await createCategory()
    return {
      ...{ loader: articlePage, action: saveArticle, params: { articleId: id }, opened: own },
      fields: { ...text, locale: 'en', baseRevision: '0', weight: 'typo' },
      ...{ theirs: { audience: 'members' }, mine: { categoryId: String(categoryId) } },
    }
  },
  'a profile': async () => ({
    ...{ loader: profilePage, action: changeProfile, opened: own, owner: await colleague() },
    ...{ theirs: { theme: 'dark' }, mine: { about: 'I mend boxes.' } },
  }),
  'what one is told of': async () => ({
    ...{ loader: choicePage, action: choose, opened: own, owner: await colleague() },
    ...{ theirs: { 'site.answer': null }, mine: { 'site.badge': null } },
  }),
}

/** Forms of one field: whoever comes second sees both. */
const OF_ONE_FIELD: Record<string, () => Promise<Form>> = {
  'the name of a tag': async () => {
    const { name } = await createTag()
    return {
      ...{ loader: namesPage, action: rename, params: { name }, opened: own },
      ...{ theirs: { name: `${name}-theirs` }, mine: { name: `${name}-mine` } },
    }
  },
  'the note of a bookmark': async () => {
    const owner = await colleague()
    const { questionId } = await createThread()
    const postId = questionId ?? 0
    await addBookmark(db, owner, { postId, note: 'First' })
    return {
      ...{ loader: bookmarksPage, action: saveNote, params: { postId }, owner },
      opened: (data) => (data as { items: { opened: OpenedForm }[] }).items[0]?.opened ?? missing(),
      ...{ theirs: { note: 'Theirs' }, mine: { note: 'Mine' } },
    }
  },
}

async function open(form: Form, viewer: Actor): Promise<Fields> {
  const { data } = await get(form.loader, '/', { viewer, params: form.params ?? {} })
  const { version, fields } = form.opened(data)
  expect(version).not.toBe('')
  return { ...fields, ...form.fields, version, before: JSON.stringify(fields) }
}

const change = (sent: Fields, changes: Changes): Fields =>
  Object.fromEntries(
    Object.entries({ ...sent, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null),
  )

const send = (form: Form, viewer: Actor, fields: Fields) =>
  post(form.action, fields, { viewer, params: form.params ?? {} })

async function people({ owner }: Form) {
  const [ada, bea] = [owner ?? (await colleague()), owner ?? (await colleague())]
  return { ada, bea, by: owner ? { id: owner.id, name: null } : { id: ada.id, name: ada.name, at: expect.any(Date) } }
}

/** Whether the form shows what somebody has changed. */
const shows = async (form: Form, viewer: Actor, changes: Changes) =>
  expect(await open(form, viewer)).toMatchObject(
    Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null)),
  )

type Refused = { faster: { by: unknown; changed: { field: string; kept: boolean }[] }; typed: Fields }

describe.each(Object.entries(FORMS))('%s, open twice', (_name, make) => {
  test('says who was faster with what, keeps the words, and saves both', async () => {
    const form = await make()
    const { ada, bea, by } = await people(form)
    const [first, second] = [await open(form, ada), await open(form, bea)]
    expect(await send(form, ada, change(first, form.theirs))).toMatchObject({ status: 302 })

    const { status, data } = await send(form, bea, change(second, form.mine))
    expect(status).toBe(409)
    const { faster, typed } = data as Refused
    expect(faster.by).toMatchObject(by)
    const [theirs] = Object.keys(form.theirs).filter((field) => field !== 'preset')
    expect(faster.changed).toContainEqual(expect.objectContaining({ field: theirs, kept: false }))
    expect(typed).toEqual(change(change(typed, form.theirs), form.mine))
    await shows(form, ada, form.theirs)

    const saved = await send(form, bea, typed)
    expect(saved).toMatchObject({ status: 302 })
    await shows(form, ada, { ...form.theirs, ...form.mine })
    // The page that follows says so: the root by a cookie, or the form itself.
    if (!saved.location?.includes('?saved')) expect(saved.cookies.join()).toContain('entraide_saved=yes')
  })

  test('of two who save at once, one is told', async () => {
    const form = await make()
    const { ada, bea } = await people(form)
    const sent = await open(form, ada)
    const answers = await atOnce(2, (index) =>
      index === 0 ? send(form, ada, change(sent, form.theirs)) : send(form, bea, change(sent, form.mine)),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([302, 409])
  })

  test('sent twice is saved once', async () => {
    const form = await make()
    const { ada } = await people(form)
    const sent = change(await open(form, ada), form.theirs)
    expect(await send(form, ada, sent)).toMatchObject({ status: 302 })
    expect(await send(form, ada, sent)).toMatchObject({ status: 302 })
  })
})

test('who changed their profile in another window reads when', async () => {
  const form = (await FORMS['a profile']?.()) ?? missing()
  const { ada } = await people(form)
  const [first, second] = [await open(form, ada), await open(form, ada)]
  await send(form, ada, change(first, form.theirs))
  const { data } = await send(form, ada, change(second, form.mine))
  expect((data as Refused).faster.by).toEqual({ id: ada.id, name: null, at: expect.any(Date) })
})

describe.each(Object.entries(OF_ONE_FIELD))('%s, open twice', (_name, make) => {
  test('shows both, and is saved over knowingly', async () => {
    const form = await make()
    const { ada, bea, by } = await people(form)
    const [first, second] = [await open(form, ada), await open(form, bea)]
    expect(await send(form, ada, change(first, form.theirs))).toMatchObject({ status: 302 })

    const { status, data } = await send(form, bea, change(second, form.mine))
    expect(status).toBe(409)
    const { faster, again, typed } = data as Refused & { again?: Fields }
    expect(faster.by).toMatchObject(by)
    const [[field, mine] = []] = Object.entries(form.mine)
    expect(faster.changed).toEqual([{ field, theirs: Object.values(form.theirs)[0], mine, kept: true }])
    expect(await send(form, bea, again ?? typed)).toMatchObject({ status: 302 })
  })
})

test('a button that writes a whole group writes over nobody', async () => {
  const [ada, bea] = [await colleague(), await colleague()]
  const { data } = await get(thresholdPage, '/', { viewer: bea })
  const { version } = data as { version: string }
  expect(await post(changeThreshold, { threshold: '0.9', version }, { viewer: ada })).toMatchObject({ status: 302 })
  expect(await post(changeThreshold, { threshold: '0.8', version }, { viewer: bea })).toMatchObject({
    status: 409,
    data: { code: 'form.faster', faster: { id: ada.id, name: ada.name } },
  })
})

/** Files with forms that carry no version, and why they need none. */
const WITHOUT: Record<string, string> = {
  'ui/form.tsx': 'one button: it says what becomes of the thing, whatever it was',
  'ui/comparison/edit-conflict-view.tsx': 'sends the version that it compares, as one of its fields',
  'ui/frame/footer.tsx': 'one choice, which says what becomes of it',
  'ui/question-browser.tsx': 'one choice, which says what becomes of it',
  'ui/frame/header.tsx': 'signing out',
  'ui/frame/error-view.tsx': 'the form that was sent, with its own fields',
  'pages/admin/experts.tsx': 'names a new expert',
  'pages/account/sign-up.tsx': 'a new account',
  'pages/account/sign-in.tsx': 'a new session',
  'pages/ask/page.tsx': 'a new question',
  'pages/contact/page.tsx': 'a new case',
  'pages/desk/composer.tsx': 'a new message',
  'pages/question/reason-form.tsx': 'a decision or a request: whoever comes second is told',
  'pages/question/meant-vote.tsx': 'one vote, which the reader meant before signing in',
  'pages/desk/ticket-solution.tsx': 'a decision: whoever comes second is told',
  'pages/kb/article-note-form.tsx': 'a decision about the state of an article, which is refused in another state',
  'pages/kb/new.tsx': 'a new article',
  'pages/kb/rating-form.tsx': 'the rating of one reader, sent as a whole',
  'pages/post/comments.tsx': 'a new comment',
  'pages/post/flags.tsx': 'a new flag',
  'pages/post/redaction.tsx': 'takes away a revision, which never changes',
  'pages/question/answer-form.tsx': 'a new answer',
  'pages/question/curation/closure.tsx': 'a decision: whoever comes second is told',
  'pages/question/curation/merge.tsx': 'a decision: whoever comes second is told',
  'pages/question/help/answer-help-lists.tsx': 'asks for help once more',
  'pages/question/private-replies.tsx': 'a new message',
  'pages/question/thread-post.tsx': 'a vote, and a new comment',
  'pages/users/sanctions.tsx': 'a new sanction, and the one appeal',
}
/** Forms without one on a page that has others with a version. */
const PART: Record<string, { forms: number; why: string }> = {
  'pages/account/settings.tsx': { forms: 1, why: 'signing out everywhere' },
  'pages/tags/tag-names.tsx': { forms: 2, why: 'a new synonym, and a merge, which names both tags' },
}

const ROOT = join(import.meta.dirname, '../../../app')

/** How many forms of a file send something, and how many of them carry the version of what they were opened with. */
function countForms(source: string): { forms: number; versioned: number } {
  const file = ts.createSourceFile('page.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const counted = { forms: 0, versioned: 0 }
  const visit = (node: ts.Node): void => {
    if (ts.isJsxElement(node) && /^<form\b[\s\S]*method="post"/.test(node.openingElement.getText(file))) {
      counted.forms++
      if (/<OpenedFields\b|name="(?:version|baseRevision)"|\bbaseRevision:/.test(node.getText(file)))
        counted.versioned++
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return counted
}

describe('every form that changes what is there', () => {
  const files = ['pages', 'ui']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.tsx'))
        .map((name) => `${folder}/${name}`),
    )
    .map((path) => ({ path, ...countForms(readFileSync(join(ROOT, path), 'utf8')) }))
    .filter(({ forms }) => forms > 0)

  test('carries its version', () => {
    expect(files.length).toBeGreaterThan(30)
    const bare = files.filter(({ forms, versioned, path }) => versioned + (PART[path]?.forms ?? 0) < forms)
    expect(bare.map(({ path }) => path).filter((path) => !(path in WITHOUT))).toEqual([])
  })

  test('and none is excused that is not there, or needs no excuse', () => {
    const needless = Object.keys(WITHOUT).filter(
      (path) => !files.some((file) => file.path === path && file.versioned < file.forms),
    )
    expect(needless).toEqual([])
  })
})

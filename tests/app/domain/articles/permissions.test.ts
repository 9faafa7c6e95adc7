import { describe, expect, test } from 'vitest'
import {
  canConfirmArticle,
  canDraftArticles,
  canEditArticle,
  canPromoteAnswer,
  canPublishArticle,
  canRateArticle,
  canReturnArticle,
  canSubmitArticle,
} from '#app/domain/articles/permissions.ts'
import type { Actor, Grant } from '#app/domain/users/actor.ts'
import { PRIVILEGE_PRESETS } from '#app/domain/users/privilege-presets.ts'
import type { ArticleState } from '#db/schema.ts'

const actor = (id: number, ...grants: Grant[]): Actor => ({
  id,
  kind: 'person',
  name: `Person ${id}`,
  email: null,
  locale: null,
  timeZone: null,
  theme: 'system',
  languageFirst: true,
  reputation: 1,
  suspendedUntil: null,
  silencedUntil: null,
  createdAt: new Date(0),
  grants,
  privileges: PRIVILEGE_PRESETS.medium,
})
const grant = (role: Grant['role'], tagId: number | null = null): Grant => ({ role, categoryId: null, tagId })

const visitor = null
const member = actor(1)
const expert = actor(2, grant('expert', 7))
const moderator = actor(3, grant('moderator'))
const staff = actor(4, grant('staff'))
const drafter = actor(5, grant('expert', 8))
const staffDrafter = actor(6, grant('staff'))
const suspended = { ...staff, id: 7, suspendedUntil: new Date('2999-01-01') }

const article = (state: ArticleState, draftedBy = drafter.id, reviewReason: string | null = null) => ({
  state,
  categoryId: 1,
  draftedBy,
  ownerId: draftedBy,
  reviewReason,
})
/** A language of it that nobody has validated. */
const text = (writtenBy = [drafter.id]) => ({ writtenBy, validatedBy: null, doubted: false })
const names = { visitor, member, expert, moderator, staff, drafter, suspended }
const allowed = (may: (viewer: Actor | null) => boolean) =>
  Object.entries(names)
    .filter(([, viewer]) => may(viewer))
    .map(([name]) => name)

describe('who may', () => {
  test('write articles', () =>
    expect(allowed((viewer) => canDraftArticles(viewer, { categoryId: 1 }))).toEqual([
      'expert',
      'moderator',
      'staff',
      'drafter',
    ]))

  test('promote an answer of a thread with tag 7', () => {
    const thread = { audience: 'public', categoryId: 1, tagIds: [7] }
    expect(allowed((viewer) => canPromoteAnswer(viewer, thread))).toEqual(['expert', 'moderator', 'staff'])
    expect(allowed((viewer) => canPromoteAnswer(viewer, { ...thread, audience: 'private' }))).toEqual([])
    expect(allowed((viewer) => canPromoteAnswer(viewer, { ...thread, audience: 'members' }))).toEqual([])
  })

  test.each([
    ['draft', ['moderator', 'staff', 'drafter']],
    ['in_review', ['staff']],
    ['published', ['staff']],
    ['obsolete', ['staff']],
    ['archived', []],
  ] as const)('edit one that is %s', (state, expected) => {
    expect(allowed((viewer) => canEditArticle(viewer, article(state)))).toEqual(expected)
  })

  test.each([
    ['draft', ['moderator', 'staff', 'drafter']],
    ['in_review', []],
    ['published', []],
    ['obsolete', ['staff']],
    ['archived', []],
  ] as const)('submit one that is %s', (state, expected) => {
    expect(allowed((viewer) => canSubmitArticle(viewer, article(state)))).toEqual(expected)
  })

  test('publish: staff, and nobody their own draft', () => {
    expect(allowed((viewer) => canPublishArticle(viewer, article('in_review'), text()))).toEqual(['staff'])
    expect(canPublishArticle(staffDrafter, article('in_review', staffDrafter.id), text())).toBe(false)
    expect(canPublishArticle(staff, article('in_review'), text([drafter.id, staff.id]))).toBe(false)
    expect(allowed((viewer) => canPublishArticle(viewer, article('draft'), text()))).toEqual([])
  })

  test('return: staff, and its author takes it back', () => {
    expect(allowed((viewer) => canReturnArticle(viewer, article('in_review')))).toEqual(['staff', 'drafter'])
  })

  test('confirm: staff who did not write the words', () => {
    const published = article('published', drafter.id)
    const checked = { writtenBy: [99], validatedBy: staffDrafter.id, doubted: false }
    expect(allowed((viewer) => canConfirmArticle(viewer, published, text([99])))).toEqual(['staff'])
    expect(allowed((viewer) => canConfirmArticle(viewer, published, { ...checked, doubted: true }))).toEqual(['staff'])
    expect(canConfirmArticle(staff, published, text([99, staff.id]))).toBe(false)
    expect(canConfirmArticle(staff, published, checked)).toBe(false)
  })

  test('rate: every reader but those it is the work of', () => {
    const may = (viewer: Actor | null) => canRateArticle(viewer, article('published'), [expert.id])
    expect(allowed(may)).toEqual(['visitor', 'member', 'moderator', 'staff'])
    expect(canRateArticle(member, article('obsolete'), [])).toBe(false)
  })
})

import { describe, expect, test } from 'vitest'
import {
  canAcceptAnswer,
  canAnswer,
  canAnswerOfficially,
  canAsk,
  canAskForInfo,
  canComment,
  canDelete,
  canEdit,
  canRestore,
  canSolveWithoutAnswer,
} from '#app/domain/threads/permissions.ts'
import type { Actor, Grant } from '#app/domain/users/actor.ts'
import { PRIVILEGE_PRESETS } from '#app/domain/users/privilege-presets.ts'
import type { PostKind, PostState } from '#db/schema.ts'

const actor = (id: number, reputation: number, ...grants: Grant[]): Actor => ({
  id,
  kind: 'person',
  name: `Person ${id}`,
  email: null,
  locale: null,
  theme: 'system',
  reputation,
  suspendedUntil: null,
  silencedUntil: null,
  createdAt: new Date(0),
  grants,
  privileges: PRIVILEGE_PRESETS.medium,
})
const grant = (role: Grant['role'], of: Partial<Grant> = {}): Grant => ({ role, categoryId: null, tagId: null, ...of })

const CATEGORY = 1
const TAG = 7
const asker = actor(1, 1)
const author = actor(2, 1)
const admin = actor(9, 1, grant('admin'))
const people: Record<string, Actor | null> = {
  visitor: null,
  asker,
  author,
  member: actor(3, 1),
  trusted: actor(4, 500),
  expert: actor(5, 1, grant('expert', { tagId: TAG })),
  expertOfOther: actor(6, 1, grant('expert', { tagId: 8 })),
  moderator: actor(7, 1, grant('moderator', { categoryId: CATEGORY })),
  moderatorElsewhere: actor(8, 1, grant('moderator', { categoryId: 2 })),
  staff: actor(10, 1, grant('staff')),
  admin,
  suspended: { ...admin, id: 11, suspendedUntil: new Date('2999-01-01') },
  forgiven: { ...author, id: 12, suspendedUntil: new Date('2020-01-01') },
}
const CURATORS = ['moderator', 'staff', 'admin']

const allowed = (may: (viewer: Actor | null) => boolean) =>
  Object.keys(people).filter((name) => may(people[name] ?? null))
const everybodyBut = (...names: string[]) =>
  Object.keys(people).filter((name) => ![...names, 'visitor', 'suspended'].includes(name))

const thread = {
  authorId: asker.id,
  categoryId: CATEGORY,
  tagIds: [TAG],
  closedAt: null as Date | null,
  questionState: 'visible' as PostState,
}
const closed = { ...thread, closedAt: new Date() }
const post = (kind: PostKind = 'answer', state: PostState = 'visible', authorId: number | null = author.id) => ({
  authorId,
  kind,
  state,
})

test('asking', () => expect(allowed(canAsk)).toEqual(everybodyBut()))

describe('answering', () => {
  test('everybody but visitors and the suspended', () => {
    expect(allowed((viewer) => canAnswer(viewer, thread))).toEqual(everybodyBut())
  })
  test.each(['pending', 'hidden', 'deleted'] as const)('nobody while the question is %s', (questionState) => {
    expect(allowed((viewer) => canAnswer(viewer, { ...thread, questionState }))).toEqual([])
  })
  test('nobody once it is closed', () => expect(allowed((viewer) => canAnswer(viewer, closed))).toEqual([]))
  test('officially: staff of the category', () => {
    const may = (viewer: Actor | null) => canAnswer(viewer, thread) && canAnswerOfficially(viewer, thread)
    expect(allowed(may)).toEqual(['staff', 'admin'])
    expect(canAnswerOfficially(actor(20, 1, grant('staff', { categoryId: 2 })), thread)).toBe(false)
  })
})

describe('commenting', () => {
  const commenters = (where = thread, on = post()) => allowed((viewer) => canComment(viewer, where, on))

  test('the asker, the author, 50 points, moderators', () => {
    expect(commenters()).toEqual(['asker', 'author', 'trusted', 'moderator', 'staff', 'admin'])
    expect(canComment(actor(20, 49), thread, post())).toBe(false)
    expect(canComment(actor(20, 50), thread, post())).toBe(true)
  })
  test('nobody on what is deleted, nor once it is closed', () => {
    expect(commenters(thread, post('answer', 'deleted'))).toEqual([])
    expect(commenters(closed)).toEqual([])
  })
})

describe('accepting', () => {
  const now = new Date('2026-03-08T12:00:00Z')
  const accepters = (askerLastWordAt: string) =>
    allowed((viewer) => canAcceptAnswer(viewer, { ...thread, askerLastWordAt: new Date(askerLastWordAt) }, now))

  test.each([
    ['2026-03-08T11:59:00Z', ['asker', ...CURATORS]],
    ['2026-03-01T12:00:01Z', ['asker', ...CURATORS]],
    ['2026-03-01T12:00:00Z', ['asker', 'expert', ...CURATORS]],
  ])('the last word of the asker was at %s', (at, expected) => expect(accepters(at)).toEqual(expected))
})

describe('editing', () => {
  const editors = (on: ReturnType<typeof post>) => allowed((viewer) => canEdit(viewer, thread, on))

  test.each([
    ['question', ['author', 'trusted', ...CURATORS]],
    ['answer', ['author', 'trusted', ...CURATORS]],
    ['comment', ['author', ...CURATORS]],
    ['note', ['author', ...CURATORS]],
    ['private_reply', ['author', ...CURATORS]],
  ] as const)('a %s', (kind, expected) => {
    // Who moderates another category needs points here as anybody does.
    expect(new Set(editors(post(kind)))).toEqual(new Set<string>(expected))
  })
  test('nobody, once it is deleted', () => expect(editors(post('answer', 'deleted'))).toEqual([]))
})

describe('deleting and restoring', () => {
  test.each(['visible', 'pending', 'hidden'] as const)('its author and moderators delete what is %s', (state) => {
    expect(allowed((viewer) => canDelete(viewer, thread, post('answer', state)))).toEqual(['author', ...CURATORS])
  })
  test('nobody deletes what is deleted', () => {
    expect(allowed((viewer) => canDelete(viewer, thread, post('answer', 'deleted')))).toEqual([])
  })
  test('who deleted it and moderators restore', () => {
    const restorers = (deletedBy: number | null, state: PostState = 'deleted') =>
      allowed((viewer) => canRestore(viewer, thread, { ...post('answer', state), deletedBy }))
    expect(restorers(author.id)).toEqual(['author', ...CURATORS])
    expect(restorers(99)).toEqual(CURATORS)
    expect(restorers(author.id, 'hidden')).toEqual([])
  })
})

test('asking for details: experts of the tag and moderators, not the asker', () => {
  expect(allowed((viewer) => canAskForInfo(viewer, thread))).toEqual(['expert', ...CURATORS])
  expect(canAskForInfo(admin, { ...thread, authorId: admin.id })).toBe(false)
})

test('solving without an answer: the asker and moderators', () => {
  expect(allowed((viewer) => canSolveWithoutAnswer(viewer, thread))).toEqual(['asker', ...CURATORS])
})

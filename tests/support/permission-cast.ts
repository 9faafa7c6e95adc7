import type { Actor, Grant } from '#app/domain/users/actor.ts'
import { PRIVILEGE_PRESETS } from '#app/domain/users/privilege-presets.ts'
import type { PostKind, PostState } from '#db/schema.ts'

// Users of every kind, and a thread with a post: tables of permissions say which of them may do what.

export const actor = (id: number, reputation: number, ...grants: Grant[]): Actor => ({
  id,
  kind: 'person',
  name: `Person ${id}`,
  email: null,
  locale: null,
  timeZone: null,
  theme: 'system',
  languageFirst: true,
  reputation,
  suspendedUntil: null,
  silencedUntil: null,
  createdAt: new Date(0),
  grants,
  privileges: PRIVILEGE_PRESETS.medium,
})
export const grant = (role: Grant['role'], of: Partial<Grant> = {}): Grant => ({
  role,
  categoryId: null,
  tagId: null,
  ...of,
})

const CATEGORY = 1
const TAG = 7
const asker = actor(1, 1)
export const author = actor(2, 1)
export const admin = actor(9, 1, grant('admin'))
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
export const CURATORS = ['moderator', 'staff', 'admin']

export const allowed = (may: (viewer: Actor | null) => boolean) =>
  Object.keys(people).filter((name) => may(people[name] ?? null))
export const everybodyBut = (...names: string[]) =>
  Object.keys(people).filter((name) => ![...names, 'visitor', 'suspended'].includes(name))

export const thread = {
  authorId: asker.id,
  categoryId: CATEGORY,
  tagIds: [TAG],
  closedAt: null as Date | null,
  questionState: 'visible' as PostState,
}
export const closed = { ...thread, closedAt: new Date() }
export const post = (kind: PostKind = 'answer', state: PostState = 'visible', authorId: number | null = author.id) => ({
  authorId,
  kind,
  state,
})

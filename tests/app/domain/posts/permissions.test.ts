import { describe, expect, test } from 'vitest'
import { canComment } from '#app/domain/comments/permissions.ts'
import { canDelete, canEdit, canRestore } from '#app/domain/posts/permissions.ts'
import type { PostState } from '#db/schema.ts'
import { actor, allowed, author, CURATORS, closed, post, thread } from '#tests/support/permission-cast.ts'

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

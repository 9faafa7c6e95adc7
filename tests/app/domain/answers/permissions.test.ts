import { describe, expect, test } from 'vitest'
import { canAcceptAnswer, canAnswer, canAnswerOfficially } from '#app/domain/answers/permissions.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { actor, allowed, CURATORS, closed, everybodyBut, grant, thread } from '#tests/support/permission-cast.ts'

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

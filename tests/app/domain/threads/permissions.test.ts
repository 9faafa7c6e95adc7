import { expect, test } from 'vitest'
import { canAsk, canAskForInfo, canSolveWithoutAnswer } from '#app/domain/threads/permissions.ts'
import { admin, allowed, CURATORS, everybodyBut, thread } from '#tests/support/permission-cast.ts'

test('asking', () => expect(allowed(canAsk)).toEqual(everybodyBut()))

test('asking for details: experts of the tag and moderators, not the asker', () => {
  expect(allowed((viewer) => canAskForInfo(viewer, thread))).toEqual(['expert', ...CURATORS])
  expect(canAskForInfo(admin, { ...thread, authorId: admin.id })).toBe(false)
})

test('solving without an answer: the asker and moderators', () => {
  expect(allowed((viewer) => canSolveWithoutAnswer(viewer, thread))).toEqual(['asker', ...CURATORS])
})

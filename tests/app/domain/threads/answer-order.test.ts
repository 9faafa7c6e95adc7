import { expect, test } from 'vitest'
import { inOrder } from '#app/domain/threads/answer-order.ts'

const answer = (id: number, score: number, day: number, official = false) => ({
  id,
  score,
  createdAt: new Date(Date.UTC(2026, 2, day)),
  officialAt: official ? new Date(Date.UTC(2026, 2, day)) : null,
})
const ANSWERS = [answer(1, 0, 1), answer(2, 3, 2), answer(3, 0, 3), answer(4, -1, 4, true), answer(5, 0, 2, true)]
const ids = (answers: Array<{ id: number }>) => answers.map(({ id }) => id)

test('by value: accepted, score, official, newest', () => {
  expect(ids(inOrder(ANSWERS, 'best', 4))).toEqual([4, 2, 5, 3, 1])
  expect(ids(inOrder(ANSWERS, 'best', null))).toEqual([2, 5, 3, 1, 4])
})

test('by age, where an accepted answer is one of them', () => {
  expect(ids(inOrder(ANSWERS, 'newest', 2))).toEqual([4, 3, 2, 5, 1])
  expect(ids(inOrder(ANSWERS, 'oldest', 4))).toEqual([1, 2, 5, 3, 4])
})

import { expect, test } from 'vitest'
import { isExpertWork } from '#app/domain/experts/expert-rule.ts'
import { settings } from '#app/domain/settings/settings.ts'

const RULE = settings.experts.parse({})

test.each([
  ['just enough of everything', { answers: 10, accepted: 5, upvotes: 6, downvotes: 0 }, true],
  ['an answer short', { answers: 9, accepted: 5, upvotes: 50, downvotes: 0 }, false],
  ['an acceptance short', { answers: 10, accepted: 4, upvotes: 50, downvotes: 0 }, false],
  ['too few votes to be sure of', { answers: 10, accepted: 5, upvotes: 5, downvotes: 0 }, false],
  ['no votes at all', { answers: 20, accepted: 20, upvotes: 0, downvotes: 0 }, false],
  ['many votes, too many of them down', { answers: 10, accepted: 5, upvotes: 60, downvotes: 40 }, false],
  ['many votes, some of them down', { answers: 10, accepted: 5, upvotes: 80, downvotes: 20 }, true],
])('%s', (_, work, expert) => {
  expect(isExpertWork(work, RULE)).toBe(expert)
})

test('the figures are settings', () => {
  const work = { answers: 3, accepted: 1, upvotes: 2, downvotes: 0 }
  expect(isExpertWork(work, RULE)).toBe(false)
  expect(isExpertWork(work, { ...RULE, answers: 3, accepted: 1, helpfulPercent: 30 })).toBe(true)
})

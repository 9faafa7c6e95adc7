import { expect, test } from 'vitest'
import { wilsonLowerBound } from '#app/domain/experts/wilson.ts'

test.each([
  [0, 0, 0],
  [1, 1, 0.2065],
  [3, 3, 0.4385],
  [5, 5, 0.5655],
  [6, 6, 0.6097],
  [8, 10, 0.4902],
  [30, 30, 0.8865],
  [0, 10, 0],
  [80, 100, 0.7112],
])('%i of %i is %f', (positive, total, bound) => {
  expect(wilsonLowerBound(positive, total)).toBeCloseTo(bound, 3)
})

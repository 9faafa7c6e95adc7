import { describe, expect, test, vi } from 'vitest'
import { type DiffRow, diffLine, diffTags, diffTexts } from '#app/text/text-diff.ts'

const asText = (row: DiffRow) =>
  row.kind === 'skipped'
    ? `… ${row.count}`
    : `${row.kind}: ${[row.before, row.after]
        .map((line) => line?.parts.map(({ text, mark }) => (mark === 'same' ? text : `[${text}]`)).join('') ?? '')
        .join(' | ')}`
const rowsOf = (before: string, after: string) => diffTexts(before, after).rows.map(asText)

describe('comparing two texts', () => {
  test('a line that changed says which words did, others are there or not', () => {
    expect(rowsOf('One line.\nThe red lamp blinks.\nGone.', 'One line.\nThe green lamp blinks.\nGone.\nNew.')).toEqual([
      'same: One line. | One line.',
      'changed: The [red] lamp blinks. | The [green] lamp blinks.',
      'same: Gone. | Gone.',
      'added:  | [New.]',
    ])
  })

  test('lines that have little in common are one taken out and one put in', () => {
    expect(rowsOf('Turn it off and on again.', 'Have you read what the manual says?')).toEqual([
      'removed: [Turn it off and on again.] | ',
      'added:  | [Have you read what the manual says?]',
    ])
  })

  test('long runs of what is the same are left out but for what is near a change', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `Line ${index}`)
    const changed = lines.map((line, index) => (index === 10 ? `${line}, changed` : line))
    expect(rowsOf(lines.join('\n'), changed.join('\n'))).toEqual([
      '… 8',
      'same: Line 8 | Line 8',
      'same: Line 9 | Line 9',
      'changed: Line 10 | Line 10[, changed]',
      'same: Line 11 | Line 11',
      'same: Line 12 | Line 12',
      '… 7',
    ])
  })

  test('the same text has no difference; nothing and something neither fail', () => {
    expect(diffTexts('Same.', 'Same.')).toMatchObject({ added: 0, removed: 0 })
    expect(rowsOf('', 'Something.')).toEqual(['changed:  | [Something.]'])
  })

  test.each([
    ['lines', 1],
    ['words', 5000],
    ['lines of words', 80],
  ])('30 000 characters of other %s are given up after 300 ms and show a bounded page', (_name, wordsALine) => {
    const text = (seed: number) =>
      Array.from({ length: 5000 }, (_, index) => {
        const word = ((index + 7) * seed * 7919).toString(36).slice(-5)
        return word + ((index + 1) % wordsALine === 0 ? '\n' : ' ')
      }).join('')
    // Before each step the search looks at the clock, which goes on by a millisecond with every look.
    let steps = 0
    let now = 0
    vi.spyOn(Date, 'now').mockImplementation(() => {
      steps++
      return now++
    })
    vi.spyOn(performance, 'now').mockImplementation(() => now++)
    const diff = diffTexts(text(31), text(37))
    expect(steps).toBeGreaterThan(100)
    expect(steps).toBeLessThan(400)
    expect(diff.rows.length).toBeLessThanOrEqual(1500)
  })
})

test('titles and tags', () => {
  expect(diffLine('Why is it red?', 'Why is it green?').map(({ text, mark }) => `${mark} ${text}`)).toEqual([
    'same Why is it ',
    'removed red',
    'added green',
    'same ?',
  ])
  expect(diffTags(['wifi', 'hub'], ['hub', 'radio']).map(({ text, mark }) => `${mark} ${text}`)).toEqual([
    'removed wifi',
    'same hub',
    'added radio',
  ])
})

test('words in a row that changed are one change', () => {
  expect(
    diffLine('It blinks and the app says no', 'It blinks and is off since noon').map(
      ({ text, mark }) => `${mark} ${text}`,
    ),
  ).toEqual(['same It blinks and ', 'removed the app says no', 'added is off since noon'])
})

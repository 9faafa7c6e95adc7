import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mergeTexts } from '#app/text/merge-texts.ts'

const lines = (...all: string[]) => all.join('\n')

describe('two changes of one text', () => {
  const base = 'One.\n\nTwo.\n\nThree.'

  test('of different lines are put together', () => {
    expect(mergeTexts(base, 'One!\n\nTwo.\n\nThree.', 'One.\n\nTwo.\n\nThree, and four.')).toBe(
      'One!\n\nTwo.\n\nThree, and four.',
    )
    expect(mergeTexts(base, 'Zero.\n\nOne.\n\nTwo.\n\nThree.', 'One.\n\nTwo.\n\nThree.\n\nFour.')).toBe(
      'Zero.\n\nOne.\n\nTwo.\n\nThree.\n\nFour.',
    )
  })

  test('of the same line are left to a person', () => {
    expect(mergeTexts(base, 'One!\n\nTwo.\n\nThree.', 'One?\n\nTwo.\n\nThree.')).toBeUndefined()
    expect(mergeTexts(base, 'One.\n\nThree.', 'One.\n\nTwo!\n\nThree.')).toBeUndefined()
  })

  test('of neighbouring lines too', () => {
    expect(mergeTexts('a\nb\nc', 'A\nb\nc', 'a\nB\nc')).toBeUndefined()
  })

  test('of which one is none give the other', () => {
    expect(mergeTexts(base, 'Mine.', base)).toBe('Mine.')
    expect(mergeTexts(base, base, 'Theirs.')).toBe('Theirs.')
  })

  test('that are the same are one change', () => {
    expect(mergeTexts(base, 'One!\n\nTwo.\n\nThree.', 'One!\n\nTwo.\n\nThree.')).toBe('One!\n\nTwo.\n\nThree.')
    expect(mergeTexts('a\nb\nc\nd\ne', 'A\nb\nc\nd\ne', 'A\nb\nc\nd\nE')).toBe('A\nb\nc\nd\nE')
  })
})

describe('where lines repeat', () => {
  const step = ['```', 'reset', '```', 'Wait.']
  const steps = lines(...step, ...step, ...step)

  test('a change of one of them stays in its place or is a conflict', () => {
    const third = lines(...step, ...step, '```', 'reset --hard', '```', 'Wait.')
    // Which of the three steps was taken out, nobody can say.
    expect(mergeTexts(steps, third, lines(...step, ...step))).toBeUndefined()
    // Nobody moved what the change is in.
    expect(mergeTexts(steps, third, lines('Before all.', ...step, ...step, ...step))).toBe(
      lines('Before all.', ...step, ...step, '```', 'reset --hard', '```', 'Wait.'),
    )
  })

  test('one more of them says nothing of where', () => {
    expect(mergeTexts('- x\n- x\n- x', '- x\n- x\n- x\n- x', '- x\n- y\n- x')).toBeUndefined()
    expect(mergeTexts('a\na\na', 'a\na', 'a\na\na\na')).toBeUndefined()
  })

  test('a paragraph that was moved does not leave the change of another behind', () => {
    expect(mergeTexts('X\n\nA\n\nB', 'A\n\nB\n\nX', 'X, changed\n\nA\n\nB')).toBeUndefined()
  })
})

test('texts too long to compare are left to a person, quickly', () => {
  const many = (word: string) => Array.from({ length: 3000 }, (_, at) => `${word} ${at % 7}`).join('\n')
  expect(mergeTexts(many('a'), many('b'), many('c'))).toBeUndefined()
})

const word = fc.constantFrom('', '', 'a', 'a', 'b', '```', '- x')
const text = fc.array(word, { maxLength: 9 })

const times = (line: string, all: string[]) => all.filter((each) => each === line).length
const added = (before: string[], after: string[]) => after.filter((line) => times(line, after) > times(line, before))

describe('whatever was changed', () => {
  test('the sides may change places, and one side without a change gives the other', () => {
    fc.assert(
      fc.property(text, text, text, (...texts) => {
        const [base, mine, theirs] = texts.map((each) => lines(...each)) as [string, string, string]
        expect(mergeTexts(base, mine, theirs)).toBe(mergeTexts(base, theirs, mine))
        expect(mergeTexts(base, mine, base)).toBe(mine)
      }),
      { numRuns: 2000 },
    )
  })

  // Here it is known where each side made its change. So a change that is lost, doubled or moved shows.
  test('a merge is the text that both meant, or none', () => {
    let merges = 0
    const part = fc.array(word, { maxLength: 4 })
    fc.assert(
      fc.property(part, part, part, part, part, part, (start, first, mineIs, between, second, theirsIs) => {
        // What both add in one place is one change.
        if (added(first, mineIs).some((line) => added(second, theirsIs).includes(line))) return
        const end = ['The end.']
        const all = (one: string[], two: string[]) => lines(...start, ...one, ...between, ...two, ...end)
        const [mine, theirs] = [all(mineIs, second), all(first, theirsIs)]
        const merged = mergeTexts(all(first, second), mine, theirs)
        // Who wrote the same text meant the same text.
        if (merged === undefined || mine === theirs) return
        merges++
        expect(merged).toBe(all(mineIs, theirsIs))
      }),
      { numRuns: 10_000 },
    )
    expect(merges).toBeGreaterThan(1_000)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutText, wholeCharacters } from '#app/text/cut-text.ts'

const FAMILY = '👩\u200d👩\u200d👧\u200d👦'
const parts = [
  ...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(`a é e\u0301 🇫🇷 ${FAMILY} 日本 👍🏽 क्षि`),
]
const character = fc.constantFrom(...parts.map(({ segment }) => segment))

test('a cut text is whole characters of its beginning, and says that it was cut', () => {
  fc.assert(
    fc.property(fc.array(character, { maxLength: 60 }), fc.integer({ min: 15, max: 60 }), (all, length) => {
      const text = all.join('')
      const cut = cutText(text, length)
      expect(cut.length).toBeLessThanOrEqual(length)
      if (text.length <= length) {
        expect(cut).toBe(text)
        return
      }
      expect(cut.endsWith('…')).toBe(true)
      const starts = all.map((_, at) =>
        all
          .slice(0, at)
          .join('')
          .replace(/[\s,;:.–—-]+$/, ''),
      )
      expect(starts).toContain(cut.slice(0, -1))
    }),
  )
})

test('a character that never ends is cut', () => {
  expect(wholeCharacters(`a${'\u0301'.repeat(1000)}`, 50)).toHaveLength(50)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { extractWords, findWords, markWords } from '#app/domain/search/find/marked-words.ts'

const marked = (text: string, words: string[]) =>
  markWords(text, findWords(text, new Map(words.map((word) => [word, word]))))
    .filter((piece) => piece.marked)
    .map((piece) => piece.text)

test.each<[string, string[], string[]]>([
  ['On PC/Mac alike', ['mac'], ['Mac']],
  ['The macaw and the Mac.', ['mac'], ['Mac']],
  ['It stopped.Since then', ['since'], ['Since']],
  ['com.acme.UserService.run()', ['service'], ['Service']],
  ['com.acme.UserService.run()', ['userservice', 'user'], ['UserService']],
  ['HTTPServer, HELLO and userName', ['http', 'ell', 'name'], ['HTTP', 'Name']],
  ['Which node.js, nodejs or Node-JS?', ['nodejs', 'node', 'js'], ['node.js', 'nodejs', 'Node-JS']],
  ['C:\\opt\\x.dll', ['xdll', 'x', 'dll'], ['x.dll']],
  ['Since v2.14.3 or 2.14.30', ['2.14.3'], ['2.14.3']],
  ['Windows10 and 10', ['windows', '10'], ['Windows', '10', '10']],
  ["L’été, l'e\u0301tat, ETE", ['ete', 'etat'], ['été', 'e\u0301tat', 'ETE']],
  ['Un cœur, Straße, Łódź', ['coeur', 'strasse', 'lodz'], ['cœur', 'Straße', 'Łódź']],
  ['A Donau\u00addampfer', ['donaudampfer'], ['Donau\u00addampfer']],
  ['日本語のテキスト', ['日本', '本語'], ['日本語']],
  ['日曜日に日本へ', ['日本'], ['日本']],
  ['<b>bold</b> &amp; more', ['b', 'bold'], ['b', 'bold', 'b']],
  ['nothing of it', ['anything'], []],
])('in %j the words %j are %j', (text, words, expected) => {
  expect(marked(text, words)).toEqual(expected)
})

test('marking changes no character of a text', () => {
  const word = fc.stringMatching(/^[a-z0-9.]{1,4}$/)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.array(word, { maxLength: 4 }), (text, words) => {
      const passage = markWords(text, findWords(text, new Map(words.map((each) => [each, each]))))
      expect(passage.map((piece) => piece.text).join('')).toBe(text)
    }),
  )
})

const filler = 'Nothing of importance is said in this sentence at all, and nobody reads it. '.repeat(8)
const extract = (text: string, words: string[]) =>
  extractWords(text, new Map(words.map((word) => [word, word])))
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('')

test('an extract is around the words, a second one around those that it misses', () => {
  const text = `${filler}The pump of node.js leaks. ${filler}And the valve is shut. ${filler}`
  expect(extract(text, ['pump', 'nodejs'])).toMatch(/^… .* The \[pump\] of \[node\.js\] leaks\. .*\u00a0…$/)
  expect(extract(text, ['pump', 'valve'])).toMatch(
    /^… .* The \[pump\] of .*\u00a0… .*And the \[valve\] is shut.*\u00a0…$/,
  )
  expect(extract(text, ['pump', 'valve']).length).toBeLessThan(480)
})

test('without any of the words it is the beginning; a short text is whole', () => {
  expect(extract(filler, ['pump'])).toMatch(/^Nothing of importance.*\u00a0…$/)
  expect(extract('The pump leaks.', ['pump'])).toBe('The [pump] leaks.')
  expect(extract('', ['pump'])).toBe('')
})

test('no extract ends within a sign, however long a text goes on without a blank', () => {
  const family = '👨‍👩‍👧‍👦'
  const whole = new RegExp(`^(?:… )?(?:${family})+\\[?x?\\]?(?:${family})*\u00a0…$`, 'u')
  expect(extract(family.repeat(100), ['pump'])).toMatch(whole)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isEmpty, parseAlternatives, parseQuery, type SearchQuery } from '#app/domain/search/query/parse-query.ts'

/** Only what is not empty, so that a case says what matters. */
function shown(query: SearchQuery) {
  const { without, warnings: _, ...rest } = query
  const full = (part: object) =>
    Object.fromEntries(
      Object.entries(part).filter(([, value]) => value !== undefined && value !== false && value.length !== 0),
    )
  const excluded = full(without)
  return { ...full(rest), ...(Object.keys(excluded).length > 0 ? { without: excluded } : {}) }
}

test.each<[string, object]>([
  ['', {}],
  ['   ', {}],
  ['Wallet Sync', { words: ['wallet', 'sync'] }],
  ['wallet wallet', { words: ['wallet'] }],
  ['"stake pool" reward', { phrases: ['stake pool'], words: ['reward'] }],
  ['"unclosed phrase', { words: ['unclosed', 'phrase'] }],
  ['""', {}],
  ['[soil-probe] [Rain Gauge]', { tags: ['soil-probe', 'rain gauge'] }],
  ['tag:probe', { tags: ['probe'] }],
  ['[unclosed', { words: ['unclosed'] }],
  ['user:42', { users: ['42'] }],
  ['user:"Jane Doe" probe', { users: ['Jane Doe'], words: ['probe'] }],
  ['category:Watering', { categories: ['watering'] }],
  ['is:question is:SOLVED', { kinds: ['question'], states: ['solved'] }],
  ['is:unanswered', { states: ['unanswered'] }],
  ['is:nonsense', { words: ['is', 'nonsense'] }],
  ['score:3 answers:0', { minScore: 3, minAnswers: 0 }],
  ['score:-2', { minScore: -2 }],
  ['score:many', { words: ['score', 'many'] }],
  ['probe -battery', { words: ['probe'], without: { words: ['battery'] } }],
  [
    'probe -[frost] -is:article -user:ann',
    { words: ['probe'], without: { tags: ['frost'], kinds: ['article'], users: ['ann'] } },
  ],
  ['-"low battery"', { without: { phrases: ['low battery'] } }],
  ['error E-42, node.js & c++?', { words: ['error', 'e-42', 'node.js', 'c++'] }],
  ['http://acme.io/a', { words: ['http://acme.io/a'] }],
  ['C:\\Users\\me\\x.txt, AT&T', { words: ['c:\\users\\me\\x.txt', 'at&t'] }],
  ['#34 pump', { words: ['pump'], numbers: [34] }],
  ['#34 #34 #7', { numbers: [34, 7] }],
  ['#a -#34', { words: ['a'], without: { words: ['34'] } }],
  ['in:title pump', { words: ['pump'], inTitle: true }],
  ['IN:Title "dry soil"', { phrases: ['dry soil'], inTitle: true }],
  ['is:closed -is:open', { states: ['closed'], without: { states: ['open'] } }],
  ['l’arrosage « goutte à goutte »', { words: ['l', 'arrosage'], phrases: ['goutte à goutte'] }],
  ['“stake pool”', { phrases: ['stake pool'] }],
  ['- -- ! | & ( )', {}],
  ['lang:fr -lang:EN', { locales: ['fr'], without: { locales: ['en'] } }],
  ['after:2026-01-15', { after: new Date('2026-01-15') }],
  ['after:2026 before:2026-03', { after: new Date('2026-01-01'), before: new Date('2026-03-01') }],
  ['probe is:nonsense score:many lang:de after:soon -score:3 user:', { words: ['probe'] }],
  ['is: probe', { words: ['probe'] }],
  ['is:', { words: ['is'] }],
  ['error: probe', { words: ['error', 'probe'] }],
])('%s', (text, expected) => {
  expect(shown(parseQuery(text))).toEqual(expected)
})

test.each<[string, Array<[string, string]>]>([
  ['probe is:solved "dry soil" [wifi]', []],
  ['probe is:nonsense', [['is', 'is:nonsense']]],
  ['score:abc', [['score', 'score:abc']]],
  ['answers:"a few" probe', [['answers', 'answers:"a few"']]],
  ['-score:3 probe', [['minus', '-score:3']]],
  ['-in:title probe', [['minus', '-in:title']]],
  ['in:body probe', [['in', 'in:body']]],
  ['lang:de', [['lang', 'lang:de']]],
  [
    'after:2026-02-30 before:soon',
    [
      ['after', 'after:2026-02-30'],
      ['before', 'before:soon'],
    ],
  ],
  ['user: probe', [['value', 'user:']]],
  ['probe "dry soil', [['quote', '"dry soil']]],
  ['probe [wifi', [['bracket', '[wifi']]],
  ['http://acme.io error:42', []],
])('%s is complained about as it should be', (text, expected) => {
  expect(parseQuery(text).warnings.map(({ code, text: written }) => [code, written])).toEqual(expected)
})

test.each<[string, object[]]>([
  ['hub OR router', [{ words: ['hub'] }, { words: ['router'] }]],
  ['sonde OU capteur', [{ words: ['sonde'] }, { words: ['capteur'] }]],
  ['red hub OR router broken', [{ words: ['red', 'hub', 'broken'] }, { words: ['red', 'router', 'broken'] }]],
  ['a1 OR b1 OR c1', [{ words: ['a1'] }, { words: ['b1'] }, { words: ['c1'] }]],
  [
    '"dry soil" OR [wifi] user:ann',
    [
      { phrases: ['dry soil'], users: ['ann'] },
      { tags: ['wifi'], users: ['ann'] },
    ],
  ],
  ['hub or router', [{ words: ['hub', 'or', 'router'] }]],
  ['OR hub', [{ words: ['or', 'hub'] }]],
  ['hub OR', [{ words: ['hub', 'or'] }]],
  ['', [{}]],
])('%s is searched for by each alternative', (text, expected) => {
  expect(parseAlternatives(text).map(shown)).toEqual(expected)
})

test('alternatives are at most eight searches', () => {
  expect(parseAlternatives(Array.from({ length: 30 }, (_, index) => `a${index}`).join(' OR '))).toHaveLength(8)
  expect(parseAlternatives('a OR b c OR d e OR f g OR h i OR j')).toHaveLength(8)
})

test('what is complained about does not fill the page', () => {
  const { warnings } = parseQuery('score:many '.repeat(40))
  expect(warnings).toHaveLength(5)
})

test('no search has more phrases and names than anybody has a use for, and each once', () => {
  const many = (text: (index: number) => string) =>
    parseQuery(Array.from({ length: 40 }, (_, index) => text(index)).join(' '))
  expect(many((index) => `"${index}"`).phrases).toHaveLength(6)
  expect(many((index) => `-"${index}"`).without.phrases).toHaveLength(6)
  expect(many((index) => `-[${index}]`).without.tags).toHaveLength(10)
  expect(many((index) => `-tag:${index}`).without.tags).toHaveLength(10)
  expect(many((index) => `user:${index}`).users).toHaveLength(10)
  expect(many((index) => `-a${index}`).without.words).toHaveLength(24)
  expect(many(() => '[wifi]').tags).toEqual(['wifi'])
  expect(many(() => '-is:solved').without.states).toEqual(['solved'])
})

test('any text can be searched for, and plain words all stay', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => void parseQuery(text)))
  const word = fc.stringMatching(/^[a-z]{1,12}$/)
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 15 }), (words) => {
      expect(parseQuery(words.join(' ')).words).toEqual(words)
    }),
  )
})

test('nothing to look for is empty, a filter is not', () => {
  expect(isEmpty(parseQuery(' -not '))).toBe(true)
  expect(isEmpty(parseQuery('[tag]'))).toBe(false)
  expect(isEmpty(parseQuery('score:0'))).toBe(false)
})

test.each(['foo:bar', 'inurl:x', 'site:example.org', 'author:"Jane Doe"', '-status:open pump'])(
  'there is no filter as in %s, which is said; it is searched for as words',
  (text) => {
    const { warnings, ...query } = parseQuery(text)
    expect(warnings).toEqual([{ code: 'filter', text: text.replace(' pump', '') }])
    expect(isEmpty(query as SearchQuery)).toBe(false)
  },
)

test.each([
  'error:404',
  'error:timeout',
  'http://acme.io/a',
  'https://acme.io',
  'C:\\x',
  'c:\\x',
  'TODO: fix',
  'TODO:fix',
  'std::move',
  'localhost:3000',
  'mailto:a@b.example',
  '12:30',
  'before:2024',
])('%s is no mistaken filter', (text) => {
  expect(parseQuery(text).warnings).toEqual([])
})

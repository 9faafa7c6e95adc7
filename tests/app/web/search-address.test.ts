import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askPath, readSearchAddress, type SearchChoice, searchPath, searchText } from '#app/web/search-address.ts'

const read = (query: string) => readSearchAddress(new URLSearchParams(query))
const blank = { text: '', tags: [], sort: 'relevance', page: 1 }

test.each<[string, Partial<SearchChoice>]>([
  ['', {}],
  ['q=++wallet++sync+', { text: 'wallet sync' }],
  ['q=a&q=b&kind=question&kind=article', { text: 'a', kind: 'question' }],
  ['kind=strange&state=x&lang=de&since=ever&sort=best', {}],
  [
    'state=solved&lang=fr&since=month&sort=votes&category=Hub-Sensors',
    { state: 'solved', locale: 'fr', period: 'month', sort: 'votes', category: 'hub-sensors' },
  ],
  ['tag=WiFi&tag=wifi&tag=&tag=hub', { tags: ['wifi', 'hub'] }],
  [`tag=1&tag=2&tag=3&tag=4&tag=5&tag=6`, { tags: ['1', '2', '3', '4', '5'] }],
  ['page=3', { page: 3 }],
  ['page=1e9', { page: 1 }],
  ['page=1000000000', { page: 15 }],
  ['page=-4', { page: 1 }],
  ['page=x', { page: 1 }],
  ['q=%00a%00&category=%00&tag=%00', { text: 'a' }],
])('%s', (query, expected) => expect(read(query)).toEqual({ ...blank, ...expected }))

test('an address is read as it was written, whatever it holds', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.array(fc.string({ unit: 'binary', maxLength: 80 }), { maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 80 }),
      (q, tags, category) => {
        const choice = readSearchAddress(
          new URLSearchParams([['q', q], ['category', category], ...tags.map((tag) => ['tag', tag])]),
        )
        expect(choice.text.length).toBeLessThanOrEqual(300)
        expect(JSON.stringify(choice)).not.toMatch(/\\u0000|\\ud[89a-f]/)
        expect(readSearchAddress(new URLSearchParams(searchPath(choice).split('?')[1] ?? ''))).toEqual(choice)
      },
    ),
  )
})

test('a search in one line says its facets as operators', () => {
  const choice = read('q=pump&kind=question&state=solved&category=hub&tag=wifi&lang=fr')
  expect(searchText(choice)).toBe('pump is:question is:solved category:hub [wifi] lang:fr')
})

test.each<[string, string, string]>([
  ['the words', 'q=My+pump+is+loud', '/ask?title=My+pump+is+loud'],
  ['tags and topic typed', 'q=pump+[wifi]+category:hub+is:solved', '/ask?title=pump&tags=wifi&category=hub'],
  [
    'tags and topic chosen',
    'q=pump&tag=wifi&tag=hub&category=watering',
    '/ask?title=pump&tags=wifi+hub&category=watering',
  ],
  ['not what was excluded', 'q=pump+-[frost]+-winter+-"low+battery"+"soil+probe"', '/ask?title=pump+soil+probe'],
  ['no broken filters', 'q=pump+score:abc+user:"Jane+Doe"+after:', '/ask?title=pump'],
  ['colons of a text', 'q=Error:+http://192.168.1.1+fails', '/ask?title=Error%3A+http%3A%2F%2F192.168.1.1+fails'],
  ['nothing', 'state=solved', '/ask'],
])('asking takes along %s', (_, query, expected) => {
  expect(askPath(read(query))).toBe(expected)
})

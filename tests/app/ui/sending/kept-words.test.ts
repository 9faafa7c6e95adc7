import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const words = (body: string, at = 1_000) => ({ fields: { body }, at })

/** As in a browser, its keys are properties of it. */
class Storage {
  [key: string]: unknown
  getItem(key: string): unknown {
    return this[key] ?? null
  }
  setItem(key: string, value: string): void {
    this[key] = value
  }
  removeItem(key: string): void {
    delete this[key]
  }
}

/** Each test opens a page of its own. */
let page: typeof import('#app/ui/sending/kept-words.ts')

beforeEach(async () => {
  vi.stubGlobal('localStorage', new Storage())
  vi.resetModules()
  page = await import('#app/ui/sending/kept-words.ts')
})
afterEach(() => vi.unstubAllGlobals())

test('what is typed is kept for each person and place, until it is dropped', () => {
  expect(page.keepWords(7, 'answer-1', words('Ana here'))).toBe(true)
  page.keepWords(8, 'answer-1', words('Ben here'))
  page.keepWords(undefined, 'answer-1', words('Nobody'))
  expect(page.findKept(7, 'answer-1')?.fields).toEqual({ body: 'Ana here' })
  expect(page.findKept(8, 'answer-1')?.fields).toEqual({ body: 'Ben here' })
  expect(page.findKept(7, 'answer-2')).toBeUndefined()
  page.dropKept(7, 'answer-1')
  expect(page.findKept(7, 'answer-1')).toBeUndefined()
})

test('signing out forgets what this person has typed, and nothing else', () => {
  page.keepWords(7, 'answer-1', words('Ana here'))
  page.keepWords(7, 'question', words('Ana again'))
  page.keepWords(71, 'answer-1', words('Ben here'))
  localStorage.setItem('entraide.searches', '["hub"]')
  page.forgetKept(7)
  expect(Object.keys(localStorage)).toEqual(['entraide.words.71.answer-1', 'entraide.searches'])
  // The page that is still open does not begin again.
  expect(page.keepWords(7, 'answer-1', words('Ana here'))).toBe(false)
})

test('there is an end to it: the oldest texts go, those of another month, and one that is too long is not kept', () => {
  const day = 86_400_000
  for (let index = 1; index <= 25; index += 1) page.keepWords(7, `answer-${index}`, words('x', index * day))
  expect(page.findKept(7, 'answer-5')).toBeUndefined()
  expect(page.findKept(7, 'answer-6')).toBeDefined()
  page.keepWords(7, 'question', words('x', 50 * day))
  expect(Object.keys(localStorage)).toEqual([
    ...[20, 21, 22, 23, 24, 25].map((n) => `entraide.words.7.answer-${n}`),
    'entraide.words.7.question',
  ])
  expect(page.keepWords(7, 'contact', words('x'.repeat(100_001), 50 * day))).toBe(false)
  expect(page.findKept(7, 'contact')).toBeUndefined()
})

test('a browser that keeps nothing, or something else under this name, is no fault', () => {
  localStorage.setItem('entraide.words.7.answer-1', 'not ours')
  expect(page.findKept(7, 'answer-1')).toBeUndefined()
  vi.stubGlobal('localStorage', undefined)
  expect(page.findKept(7, 'answer-1')).toBeUndefined()
  expect(page.keepWords(7, 'answer-1', words('x'))).toBe(false)
  page.forgetKept(7)
})

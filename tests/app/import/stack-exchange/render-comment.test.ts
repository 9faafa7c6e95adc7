import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderComment } from '#app/import/stack-exchange/render-comment.ts'
import { renderMarkdown } from '#app/text/markdown.ts'

test('the short way for plain words gives what the renderer gives', () => {
  const words = fc.array(
    fc.constantFrom('a', 'I', 'né', 'x1', '(c)', '"so"', "it's", 'etc.', '...', '-', '--', '1.', '1)', 'e.g.', 'e-mail', 'www.a', 'a.fr', 'ok?', '!', ',', ';', '', 'http', '٣', 'ﬁ'),
    { minLength: 1, maxLength: 12 },
  ) // biome-ignore format: a list
  fc.assert(
    fc.property(words, (parts) => {
      const text = parts.join(' ').trim()
      expect(renderComment(text).trim()).toBe(renderMarkdown(text).trim())
    }),
    { numRuns: 500 },
  )
})

test.each([
  'a <b>bold</b> move',
  'see `code`',
  '**read**',
  'https://example.org',
  '<script>alert(1)</script>',
  'a & b',
])('anything else goes through the renderer: %s', (text) => expect(renderComment(text)).toBe(renderMarkdown(text)))

import { expect, test } from 'vitest'
import { draftText } from '#app/domain/articles/draft-text.ts'

const markdown = (body: string) => ({ body, bodyFormat: 'markdown' as const })

test('a draft is the question and the answer under headings of the thread’s language, personal data masked', () => {
  const draft = draftText('fr', {
    title: 'La sonde de jeanne@acme.io ne répond plus',
    question: markdown('Elle est à l’adresse 82.64.12.200.'),
    answer: markdown('Remplacez les piles.'),
  })
  expect(draft).toEqual({
    title: 'La sonde de [adresse e-mail] ne répond plus',
    body: '## Question\n\nElle est à l’adresse [adresse IP].\n\n## Réponse\n\nRemplacez les piles.',
  })
})

test('headings of the parts go below those of the draft, but not in code', () => {
  const { body } = draftText('en', {
    title: 'A title',
    question: markdown('# Steps\n\n```sh\n# a comment\n```'),
    answer: markdown('## Fix\n\n~~~\n## kept\n~~~\n\n# After'),
  })
  expect(body).toBe(
    '## Question\n\n### Steps\n\n```sh\n# a comment\n```\n\n## Answer\n\n#### Fix\n\n~~~\n## kept\n~~~\n\n### After',
  )
})

test('its title is one that an article may have, however long the question’s is', () => {
  const texts = { question: markdown('Why?'), answer: markdown('So.') }
  const longest = draftText('en', { title: `Why ${'so '.repeat(80)}long?`, ...texts }).title
  expect(longest).toMatch(/^Why so .*…$/)
  expect(longest.length).toBeLessThanOrEqual(150)
  // Masked, a title that was typed here is longer than the database takes.
  expect(draftText('en', { title: 'a@b.io '.repeat(21).trim(), ...texts }).title.length).toBeLessThanOrEqual(150)
})

test('what was imported as HTML becomes Markdown', () => {
  const { body } = draftText('en', {
    title: 'A title',
    question: { body: '<p>It <strong>fails</strong>.</p>', bodyFormat: 'html' },
    answer: { body: '<pre><code>npm ci\n</code></pre><ul><li>one</li></ul>', bodyFormat: 'html' },
  })
  expect(body).toContain('It **fails**.')
  expect(body).toContain('```\nnpm ci\n```')
  expect(body).toMatch(/^- +one$/m)
})

import { expect, test } from 'vitest'
import { conflict, forbidden, invalid, notFound } from '#app/domain/errors.ts'
import { translator } from '#app/messages/translate.ts'
import '#tests/support/messages.ts'

test('what has no sentence cannot be said, nor refused with: it does not compile', () => {
  const t = translator('en')
  const kinds = ['question', 'answer'] as Array<'question' | 'answer'>
  expect(kinds.map((kind) => t(`questions:kind.${kind}`))).toEqual(['Question', 'Answer'])
  expect(t('badges:people', { count: 1 })).toBe(t('badges:people_one', { count: 1 }))
  expect(notFound('thread').code).toBe('thread.not_found')

  // @ts-expect-error: no such sentence
  t('questions:nothing')
  // @ts-expect-error: one of them has none
  t(`questions:kind.${'question' as 'question' | 'reply'}`)
  // @ts-expect-error: any text at all
  t(`questions:kind.${'question' as string}`)
  // @ts-expect-error: there is no page for it
  notFound('nothing')
  // @ts-expect-error: no sentence
  forbidden('thread.nothing')
  // @ts-expect-error: no sentence
  invalid('title', 'title.nothing')
  // @ts-expect-error: no sentence
  conflict('thread.nothing')
})

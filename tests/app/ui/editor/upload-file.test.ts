import { expect, test } from 'vitest'
import { refusalOf } from '#app/ui/editor/upload-file.ts'

test.each([
  [401, { message: 'Sign in to attach a file.' }, { reason: 'session', again: true }],
  [415, { message: 'No videos.', again: false }, { reason: 'message', message: 'No videos.', again: false }],
  [429, { message: 'In 10 s.', again: true }, { reason: 'message', message: 'In 10 s.', again: true }],
  // A server in between has its own limit, and a page of its own.
  [413, null, { reason: 'large', again: false }],
  [502, null, { reason: 'failed', again: true }],
  [500, { message: undefined }, { reason: 'failed', again: true }],
])('a refused upload with status %i', (status, answer, refusal) => {
  expect(refusalOf(status, answer)).toEqual(refusal)
})

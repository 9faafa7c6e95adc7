import { expect, test } from 'vitest'
import { readCursor, writeCursor } from '#app/web/cursor.ts'

test('what was written is read', () => {
  for (const key of ['2026-02-28 10:00:00.123456+00', '2024-02-29T23:59:59Z', '2026-11-22 03:38:23+05:30']) {
    expect(readCursor(writeCursor({ key, id: 7 }))).toEqual({ key, id: 7 })
  }
  const inRest = { key: '2026-02-28 10:00:00+00', id: 7, rest: true }
  expect(readCursor(writeCursor(inRest))).toEqual(inRest)
  expect(readCursor(writeCursor({ key: 'übung', id: 7 }), { by: 'name' })).toEqual({ key: 'übung', id: 7 })
  expect(readCursor(writeCursor({ key: '-12.5', id: 7 }), { by: 'decimal' })).toEqual({ key: '-12.5', id: 7 })
})

test('what the database would refuse is no cursor', () => {
  const keys = [
    '2026-13-01 00:00:00',
    '2026-02-30 00:00:00',
    '2026-01-01 25:00:00',
    '0000-01-01 00:00:00',
    '2026-01-01 1',
    '',
  ]
  for (const key of keys) expect(readCursor(writeCursor({ key, id: 7 })), key).toBeUndefined()
  for (const text of ['x', '%00', btoa('{}'), btoa('["2026-01-01 00:00:00+00",1.5]'), btoa('[1,2]')]) {
    expect(readCursor(text), text).toBeUndefined()
  }
})

import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { LanguageProvider } from '#app/ui/i18n.tsx'
import { Promised, Time } from '#app/ui/time.tsx'
import '#tests/support/messages.ts'

const now = new Date('2026-12-01T12:00:00Z')
const reading = { region: 'en-GB', timeZone: 'Europe/Paris' }
const rendered = (children: ReactNode) =>
  renderToStaticMarkup(createElement(LanguageProvider, { locale: 'en', reading, now }, children))
const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000)

test.each([
  [-7200, '2 hours ago'],
  [-59, 'just now'],
  [3, 'just now'],
  [30, 'in a moment'],
  [7200, 'in 2 hours'],
  [7200 + 1799, 'in 2 hours'],
  [20 * 3600 - 30, 'in 20 hours'],
  [3600 - 1, 'in 60 minutes'],
  [-3 * 3600 - 3000, '3 hours ago'],
])('%i seconds from now is %s', (seconds, text) => {
  expect(rendered(createElement(Time, { at: inSeconds(seconds) }))).toContain(`>${text}<`)
})

test('the exact time is that of the reader, and programs read it in UTC', () => {
  expect(rendered(createElement(Time, { at: now }))).toBe(
    '<time dateTime="2026-12-01T12:00:00.000Z" title="1 December 2026 at 13:00 CET">just now</time>',
  )
})

test.each([
  [3600, 'Expect their reply in 1 hour.'],
  [-60, 'Their reply is late; it was due 1 minute ago.'],
  [0, 'Their reply is late; it was due just now.'],
])('what is promised for %i seconds from now: %s', (seconds, text) => {
  const words = { ahead: 'Expect their reply', late: 'Their reply is late; it was due' }
  const html = rendered(createElement(Promised, { at: inSeconds(seconds), ...words }))
  expect(html.replaceAll(/<[^>]+>/g, '')).toBe(text)
})

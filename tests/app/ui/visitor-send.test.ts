import { type ComponentProps, createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { LanguageProvider } from '#app/ui/i18n.tsx'
import { VisitorSend } from '#app/ui/visitor-send.tsx'
import '#tests/support/messages.ts'

const now = new Date('2026-12-01T12:00:00Z')
const reading = { region: 'en-GB', timeZone: 'Europe/Paris' }
const [first, later] = [new Date('2026-12-01T10:00:00Z'), new Date('2026-12-01T11:00:00Z')]

/** The text that the form would replace when it is sent. */
function replaces(props: Omit<ComponentProps<typeof VisitorSend>, 'what'>): string | undefined {
  const form = createElement(VisitorSend, { what: 'question', ...props })
  const html = renderToStaticMarkup(createElement(LanguageProvider, { locale: 'en', reading, now }, form))
  return /name="shown" value="([^"]+)"/.exec(html)?.[1]
}

test('a form replaces the text that filled it, never what another tab has kept since it was sent', () => {
  expect(replaces({})).toBeUndefined()
  expect(replaces({ kept: first })).toBe(first.toISOString())
  expect(replaces({ kept: later, answered: { shown: first } })).toBe(first.toISOString())
  expect(replaces({ kept: later, answered: {} })).toBeUndefined()
})

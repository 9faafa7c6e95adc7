import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { FACT_NAMES } from '#app/domain/events/verbs.ts'
import en from '#app/messages/en.ts'
import fr from '#app/messages/fr.ts'
import { changesOf, EventChanges } from '#app/ui/event-changes.tsx'
import { LanguageProvider } from '#app/ui/i18n.tsx'
import '#tests/support/messages.ts'

const names = { users: { 7: 'Nadia', 8: 'Theo' }, categories: { 3: { name: 'Hubs', translations: {} } } }
type Facts = Record<string, unknown> | null

function linesOf(before: Facts, after: Facts, locale: 'en' | 'fr' = 'en', verb?: string): string[] {
  const html = renderToStaticMarkup(
    createElement(
      LanguageProvider,
      { locale, reading: { region: locale, timeZone: 'UTC' }, now: new Date() },
      createElement(EventChanges, { event: { ...(verb ? { verb } : {}), before, after }, names }),
    ),
  )
  return [...html.matchAll(/<li[^>]*>(.*?)<\/li>/gs)].map(([, line = '']) =>
    line
      .replaceAll(/<span class="sr-only">.*?<\/span>/g, '')
      .replaceAll(/<[^>]+>/g, '')
      .replaceAll(/[\u00a0\u202f]/g, ' '),
  )
}

test.each<[string, Facts, Facts, string[]]>([
  ['a state', { state: 'new' }, { state: 'pending' }, ['State: New → Pending']],
  ['an owner', { ownerId: 7 }, { ownerId: 8 }, ['Owner: Nadia → Theo']],
  ['no owner', { ownerId: 7 }, { ownerId: null }, ['Owner: Nadia → No owner']],
  ['a priority', { priority: 'normal' }, { priority: 'urgent' }, ['Priority: Normal → Urgent']],
  ['a title', { title: 'It beeps' }, { title: 'The hub beeps' }, ['Title: It beeps → The hub beeps']],
  ['tags', { tags: ['hub'] }, { tags: ['hub', 'sound'] }, ['Tags: hub → hub, sound']],
  ['a category', { categoryId: 3 }, { categoryId: 4 }, ['Category: Hubs → 4']],
  ['a deadline', { solutionMinutes: 60 }, { solutionMinutes: 90 }, ['Solution: 1 h → 1 h 30 min']],
  ['a word of somebody', null, { note: 'Please call.' }, ['Note: Please call.']],
  ['a reason that has a name', null, { reason: 'off_topic' }, ['Reason: Off-topic']],
  ['a reason in words', null, { reason: 'It works. See: a.b:c' }, ['Reason: It works. See: a.b:c']],
  ['what stayed is not said', { state: 'open', ownerId: 7 }, { state: 'open', ownerId: 8 }, ['Owner: Nadia → Theo']],
  ['nothing', null, { reason: '' }, []],
])('%s is shown from what to what', (_what, before, after, lines) => {
  expect(linesOf(before, after)).toEqual(lines)
})

test('the state of a ticket has the name that the desk has for it', () => {
  const waits = [{ state: 'open' }, { state: 'pending' }] as const
  expect(linesOf(...waits, 'en', 'ticket.changed')).toEqual(['State: Open → Waiting for the requester'])
  expect(linesOf(...waits, 'fr', 'ticket.changed')).toEqual(['État : Ouvert → En attente du demandeur'])
})

test('in French too', () => {
  expect(linesOf({ state: 'new', ownerId: null }, { state: 'open', ownerId: 8 }, 'fr')).toEqual([
    'État : Nouveau → Ouvert',
    'Responsable : Sans responsable → Theo',
  ])
})

test('a fact that is on one side only is a change', () => {
  expect(changesOf({ before: { ownerId: 7 }, after: null })).toEqual([{ name: 'ownerId', from: 7, to: undefined }])
})

test('every fact that an event can have has a name in both languages', () => {
  for (const messages of [en, fr]) {
    const named = Object.keys((messages.audit as { field: object }).field)
    expect(FACT_NAMES.filter((name) => !named.includes(name))).toEqual([])
  }
})

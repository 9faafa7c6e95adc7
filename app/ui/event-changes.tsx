import { categoryText } from '#app/domain/categories/category-text.ts'
import type { FactNames } from '#app/domain/events/name-facts.ts'
import type { MessageKey, NamesIn } from '#app/messages/keys.ts'
import { exactTime, workingTime } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'

type Changed = { verb?: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null }

/** The facts of an event: what had a value before is shown with both, what is only said with its own. */
export function EventChanges({ event, names, only }: { event: Changed; names: FactNames; only?: string[] }) {
  const { t } = useLanguage()
  const show = useValues(names, event.verb)
  const changes = changesOf(event).filter(({ name }) => !only || only.includes(name))
  if (changes.length === 0) return null
  return (
    <ul className="space-y-0.5">
      {changes.map(({ name, from, to }) => (
        <li key={name} className="wrap-anywhere">
          {labelOf(t, name)}
          {t('audit:colon')}
          {from !== undefined && (
            <>
              <span>{show(name, from)}</span> <span aria-hidden="true">→</span>
              <span className="sr-only">{t('audit:became')}</span>{' '}
            </>
          )}
          {to === undefined ? t('audit:nothing') : <span className="whitespace-pre-line">{show(name, to)}</span>}
        </li>
      ))}
    </ul>
  )
}

/** Each fact that differs, or that has only one side. */
export function changesOf({ before, after }: Changed): Array<{ name: string; from: unknown; to: unknown }> {
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
    .map((name) => ({ name, from: before?.[name], to: after?.[name] }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
    .filter(({ from, to }) => (from ?? '') !== '' || (to ?? '') !== '')
}

/** `audit:field.<name>`; settings and their like are shown by their own names. */
function labelOf(t: (key: MessageKey) => string, name: string): string {
  const text = t(`audit:field.${name}` as MessageKey)
  return text.endsWith(`field.${name}`) ? name : text
}

const PEOPLE = ['ownerId', 'by', 'from', 'to']

/** How values read, by the name of the fact. */
function useValues(names: FactNames, verb = ''): (name: string, value: unknown) => string {
  const { locale, reading, t } = useLanguage()
  const words: Record<string, (value: string) => string> = {
    priority: (value) => t(`desk:priority.${value as NamesIn<'desk:priority.'>}`),
    clock: (value) => t(`desk:deadline.${value as NamesIn<'desk:deadline.'>}`),
    cause: (value) => t(`desk:cause.${value as NamesIn<'desk:cause.'>}`),
    // A ticket has states of its own, which the desk has names for.
    state: (value) =>
      verb.startsWith('ticket.')
        ? t(`desk:state.${value as NamesIn<'desk:state.'>}`)
        : t(`audit:state.${value as NamesIn<'audit:state.'>}`),
    reason: (value) => t(`moderation:close_reason.${value as NamesIn<'moderation:close_reason.'>}`),
  }
  const inWords = (name: string, value: string): string => {
    // A reason, for example, has a name or is a sentence of somebody. When a sentence does not exist, `t` returns the key.
    const word = /^[a-z_]+$/.test(value) ? words[name]?.(value) : undefined
    if (word !== undefined && !word.endsWith(`.${value}`)) return word
    const moment = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : undefined
    return moment && !Number.isNaN(moment.getTime()) ? exactTime(moment, reading) : value
  }
  return (name, value) => {
    if (value === null || value === '') return t(name === 'ownerId' ? 'desk:nobody' : 'audit:nothing')
    if (typeof value === 'boolean') return t(value ? 'audit:yes' : 'audit:no')
    if (typeof value === 'string') return inWords(name, value)
    if (typeof value === 'number') {
      const category = name === 'categoryId' ? names.categories[value] : undefined
      if (category) return categoryText(category, locale).name
      if (PEOPLE.includes(name) && names.users[value] !== undefined) return names.users[value]
      return name.endsWith('Minutes') ? workingTime(value) : String(value)
    }
    if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(', ')
    return JSON.stringify(value)
  }
}

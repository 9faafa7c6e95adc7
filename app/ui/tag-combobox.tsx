import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { TagCompletion } from '#app/domain/tags/complete-tags.ts'
import { parseTags, TAGS_MAX } from '#app/domain/tags/tag-names.ts'
import { askJson } from '#app/ui/ask-json.ts'
import { FieldFrame, useField } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { HttpError } from '#app/web/http.ts'

export type TagComboboxProps = {
  name: string
  id: string
  label: string
  hint: string
  errors: HttpError[]
  defaultValue: string
  autoFocus: boolean
  required: boolean
}

type Answer = { items: TagCompletion[]; mayCreate: boolean; points: number | null }
type Option = { name: string; text: string; description: string; threadCount: number | null }

const PAUSE = 120
const SEPARATOR = /[\s,;]+/

/**
 * Tags as chips, and an input with suggestions. Arrows choose, Enter takes, a comma or a space ends a tag, Backspace
 * removes the last one, Escape closes the list, Tab leaves the field as usual.
 */
export function TagCombobox({ name, id, label, hint, errors, defaultValue, autoFocus, required }: TagComboboxProps) {
  const { locale, t } = useLanguage()
  const listId = useId()
  const input = useRef<HTMLInputElement>(null)
  const carrier = useRef<HTMLInputElement>(null)
  const [tags, setTags] = useState(() => parseTags(defaultValue))
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [active, setActive] = useState(-1)
  const [announcement, setAnnouncement] = useState('')
  const [unknown, setUnknown] = useState<string[]>([])
  const { answer, exact } = useSuggestedTags(text, open)
  const { attributes, sentence } = useField({ name, label, hint, errors }, id)

  const value = [...tags, ...parseTags(text).filter((each) => !tags.includes(each))].join(' ')
  useAnnouncedValue(carrier, value)
  useEffect(() => {
    if (autoFocus) input.current?.focus()
  }, [autoFocus])
  useEffect(() => {
    const form = carrier.current?.form
    const onFill = (event: Event) => {
      setTags(parseTags((event as CustomEvent<Record<string, string>>).detail[name] ?? ''))
      setText('')
    }
    form?.addEventListener('draft:fill', onFill)
    return () => form?.removeEventListener('draft:fill', onFill)
  }, [name])

  const typed = parseTags(text)[0] ?? ''
  // Suggestions for an earlier text are still useful, but they do not tell whether the current text is a known tag.
  const mainOf = (tag: string) => exact?.items.find((item) => item.name === tag || item.synonym === tag)?.name ?? tag
  const isKnown = (tag: string) => exact?.items.some((item) => item.name === tag || item.synonym === tag) ?? true
  const options: Option[] = (answer?.items ?? [])
    .filter((item) => !tags.includes(item.name))
    .map(({ name: main, synonym, description, threadCount }) => ({
      name: main,
      text: synonym ? t('tags:field.stands_for', { name: synonym, main }) : main,
      description,
      threadCount,
    }))
  if (typed && answer?.mayCreate && !isKnown(typed) && !tags.includes(typed)) {
    options.push({ name: typed, text: t('tags:field.create', { name: typed }), description: '', threadCount: null })
  }
  const needsPoints =
    typed !== '' && options.length === 0 && exact?.mayCreate === false && exact.points !== null && !isKnown(typed)
  const shown = open && options.length > 0

  const add = (names: string[]) => {
    const fresh = [...new Set(names.map(mainOf))]
      .filter((each) => !tags.includes(each))
      .slice(0, Math.max(0, TAGS_MAX - tags.length))
    const strange = fresh.filter((each) => !isKnown(each) && answer?.mayCreate === false)
    setTags([...tags, ...fresh])
    setUnknown([...unknown, ...strange])
    setText('')
    setActive(-1)
    setOpen(false)
    if (fresh.length > 0) setAnnouncement(t('tags:field.added', { name: fresh.join(', ') }))
    else if (tags.length >= TAGS_MAX) setAnnouncement(t('tags:field.full'))
  }
  const adding = useRef(add)
  adding.current = add
  useEffect(() => {
    const form = carrier.current?.form
    const onAdd = (event: Event) => {
      event.preventDefault()
      adding.current([(event as CustomEvent<string>).detail])
    }
    form?.addEventListener('add-tag', onAdd)
    return () => form?.removeEventListener('add-tag', onAdd)
  }, [])
  const remove = (tag: string) => {
    setTags(tags.filter((each) => each !== tag))
    setUnknown(unknown.filter((each) => each !== tag))
    setAnnouncement(t('tags:field.removed', { name: tag }))
    input.current?.focus()
    setOpen(false)
  }

  const onType = (next: string) => {
    setOpen(true)
    setActive(-1)
    const parts = next.split(SEPARATOR)
    if (parts.length === 1) return setText(next)
    add(parseTags(parts.slice(0, -1).join(' ')))
    const rest = parts.at(-1) ?? ''
    setText(rest)
    setOpen(rest !== '')
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      if (options.length === 0) return
      const step = event.key === 'ArrowDown' ? 1 : -1
      const from = active === -1 && step === -1 ? 0 : active
      setActive((from + step + options.length) % options.length)
    } else if (event.key === 'Enter' && (text !== '' || (shown && active >= 0))) {
      event.preventDefault()
      const chosen = options[active] ?? (isKnown(typed) || answer?.mayCreate ? undefined : options[0])
      add([chosen?.name ?? typed])
    } else if (event.key === 'Escape' && shown) {
      event.preventDefault()
      setOpen(false)
      setActive(-1)
    } else if (event.key === 'Backspace' && text === '') {
      const last = tags.at(-1)
      if (last) remove(last)
    }
  }

  const statusText = needsPoints
    ? t('tags:field.create_needs', { name: typed, points: exact?.points })
    : open && typed !== '' && active < 0 && exact
      ? t('tags:field.count', { count: options.length })
      : announcement

  return (
    <FieldFrame id={id} field={{ name, label, hint, errors }} sentence={sentence}>
      <input ref={carrier} type="hidden" name={name} value={value} />
      <div className="relative">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the chips goes to the line, as in a text field */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the line itself is in the order of the keyboard */}
        <div
          className="field flex min-h-10.5 cursor-text flex-wrap items-center gap-1.5 px-2! py-1.5! focus-within:outline-2 focus-within:outline-accent"
          aria-invalid={attributes['aria-invalid']}
          onClick={() => input.current?.focus()}
        >
          {tags.length > 0 && (
            <ul aria-label={t('tags:field.chosen')} className="contents">
              {tags.map((tag) => (
                <li
                  key={tag}
                  className={`inline-flex items-center gap-0.5 rounded-md py-0.5 pr-0.5 pl-2 text-sm ${unknown.includes(tag) ? 'bg-warn-soft text-warn' : 'bg-accent-soft text-accent'}`}
                >
                  {tag}
                  <button
                    type="button"
                    aria-label={t('tags:field.remove', { name: tag })}
                    onClick={() => remove(tag)}
                    className="inline-grid size-6 cursor-pointer place-items-center rounded hover:bg-surface"
                  >
                    <Icon name="x" />
                  </button>
                </li>
              ))}
            </ul>
          )}
          <input
            ref={input}
            id={id}
            type="text"
            dir="auto"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={shown}
            aria-controls={listId}
            aria-activedescendant={shown && active >= 0 ? `${listId}-${active}` : undefined}
            aria-invalid={attributes['aria-invalid']}
            aria-describedby={attributes['aria-describedby']}
            required={required && tags.length === 0}
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={text}
            onChange={(event) => onType(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onFocus={() => setOpen(true)}
            onBlur={() => {
              setOpen(false)
              if (text !== '') add(parseTags(text))
            }}
            className="min-w-24 flex-1 border-0 bg-transparent px-1 py-1 outline-none!"
          />
        </div>
        <div
          id={listId}
          role="listbox"
          aria-label={t('tags:field.list')}
          hidden={!shown}
          // The input keeps the focus when somebody clicks here.
          onMouseDown={(event) => event.preventDefault()}
          className="card absolute inset-x-0 z-30 mt-1 max-h-80 overflow-y-auto p-1 shadow-lg"
        >
          {options.map((option, index) => (
            <button
              key={option.text}
              type="button"
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              ref={(element) => {
                if (index === active) element?.scrollIntoView({ block: 'nearest' })
              }}
              onClick={() => {
                add([option.name])
                input.current?.focus()
              }}
              className="block w-full cursor-pointer rounded-md px-2.5 py-1.5 text-left text-sm hover:bg-sunken aria-selected:bg-accent-soft"
            >
              <span className="flex items-baseline justify-between gap-3">
                <span className="font-medium wrap-anywhere">{option.text}</span>
                {option.threadCount !== null && (
                  <span className="hint whitespace-nowrap">
                    {t('tags:questions', { count: option.threadCount, shown: count(option.threadCount, locale) })}
                  </span>
                )}
              </span>
              {option.description && <span className="hint line-clamp-1">{option.description}</span>}
            </button>
          ))}
        </div>
        {open && needsPoints && (
          <p className="card hint absolute inset-x-0 z-30 mt-1 flex gap-2 px-3 py-2 shadow-lg">
            <Icon name="lock" className="mt-1" />
            {t('tags:field.create_needs', { name: typed, points: exact?.points })}
          </p>
        )}
      </div>
      {unknown.length > 0 && answer?.points && (
        <p className="mt-1 flex gap-1.5 text-sm text-warn">
          <Icon name="lock" className="mt-1" />
          {t('tags:field.create_needs', { name: unknown.join(', '), points: answer.points })}
        </p>
      )}
      <p role="status" className="sr-only">
        {statusText}
      </p>
    </FieldFrame>
  )
}

/**
 * Dispatches an input event when the value changes without typing, so that code which watches the form, such as drafts,
 * sees it.
 */
function useAnnouncedValue(carrier: { current: HTMLInputElement | null }, value: string): void {
  const before = useRef(value)
  useEffect(() => {
    if (before.current === value) return
    before.current = value
    carrier.current?.dispatchEvent(new Event('input', { bubbles: true }))
  }, [carrier, value])
}

const answers = new Map<string, Answer>()

/** The tags that match the typed text. A late answer for an older text is dropped. */
function useSuggestedTags(text: string, wanted: boolean): { answer: Answer | undefined; exact: Answer | undefined } {
  const typed = parseTags(text)[0] ?? ''
  const [found, setFound] = useState<{ typed: string; answer: Answer }>()
  useEffect(() => {
    if (!wanted) return
    const known = answers.get(typed)
    if (known) return setFound({ typed, answer: known })
    const given = new AbortController()
    const timer = setTimeout(async () => {
      const answer = await askJson<Answer>(`/suggestions/tags?q=${encodeURIComponent(typed)}`, { signal: given.signal })
      if (!answer || given.signal.aborted) return
      answers.set(typed, answer)
      setFound({ typed, answer })
    }, PAUSE)
    return () => {
      given.abort()
      clearTimeout(timer)
    }
  }, [typed, wanted])
  return { answer: found?.answer, exact: found?.typed === typed ? found.answer : undefined }
}

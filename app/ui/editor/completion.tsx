import { useEffect, useId, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { LooksLike } from '#app/domain/users/name-likeness.ts'
import { askJson } from '#app/ui/ask-json.ts'
import { applyEdit } from '#app/ui/editor/apply-edit.ts'
import { placeOfCharacter } from '#app/ui/editor/caret-place.ts'
import { isInsideFence } from '#app/ui/editor/text-edits.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

type Person = { handle: string; name: string; reputation: number; looksLike: LooksLike | null }
type Thread = { id: number; title: string; state: string }
type Choice = { key: string; text: string; person?: Person; thread?: Thread }
type Open = { sign: '@' | '#'; from: number; choices: Choice[]; left: number; top: number; above: boolean }

const PAUSE = 120
const WIDTH = 352
const HEIGHT = 260
const ASKED = /(?:^|[\s([{>,;:"'«“])([@#])([\p{L}\p{M}\p{N}_.-]{0,40})$/u

/**
 * A list of users after `@` and questions after `#`, below the caret of a text area. The focus stays in the text:
 * arrows choose, Enter or Tab takes, Escape closes.
 */
export default function Completion({ area, threadId }: { area: HTMLTextAreaElement; threadId?: number }) {
  const t = useT()
  const id = useId()
  const [open, setOpen] = useState<Open | null>(null)
  const [chosen, setChosen] = useState(0)
  const now = useRef({ open, chosen })
  now.current = { open, chosen }

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    let asking = new AbortController()
    const close = () => {
      clearTimeout(timer)
      asking.abort()
      setOpen(null)
    }

    const ask = async (sign: '@' | '#', query: string, from: number) => {
      asking.abort()
      asking = new AbortController()
      const choices = await fetchChoices(sign, query, threadId, asking.signal)
      if (asking.signal.aborted) return
      if (choices.length === 0) return setOpen(null)
      const place = placeOfCharacter(area, from)
      const above = place.bottom + HEIGHT > window.innerHeight && place.top > HEIGHT
      const left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - WIDTH - 8))
      setChosen(0)
      setOpen({ sign, from, choices, left, top: above ? place.top : place.bottom, above })
    }

    const onInput = () => {
      clearTimeout(timer)
      const at = area.selectionStart
      const [, sign, query = ''] = ASKED.exec(area.value.slice(Math.max(0, at - 60), at)) ?? []
      const asks = sign === '@' || (sign === '#' && query !== '')
      if (!asks || at !== area.selectionEnd || isInsideFence(area.value, at)) return close()
      const from = at - query.length - 1
      timer = setTimeout(() => ask(sign as '@' | '#', query, from), PAUSE)
    }

    const onKey = (event: KeyboardEvent) => {
      const { open, chosen } = now.current
      if (!open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
      const { length } = open.choices
      if (event.key === 'ArrowDown') setChosen((chosen + 1) % length)
      else if (event.key === 'ArrowUp') setChosen((chosen + length - 1) % length)
      else if (event.key === 'Escape') close()
      else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) take(open, chosen)
      else return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    const take = (open: Open, index: number) => {
      const text = `${open.choices[index]?.text ?? ''} `
      const end = open.from + text.length
      close()
      applyEdit(area, { from: open.from, to: area.selectionStart, text, select: [end, end] })
      close()
    }
    taking.current = take

    area.addEventListener('input', onInput)
    area.addEventListener('keydown', onKey, true)
    area.addEventListener('blur', close)
    area.addEventListener('click', close)
    window.addEventListener('scroll', close, { passive: true })
    return () => {
      close()
      area.removeEventListener('input', onInput)
      area.removeEventListener('keydown', onKey, true)
      area.removeEventListener('blur', close)
      area.removeEventListener('click', close)
      window.removeEventListener('scroll', close)
    }
  }, [area, threadId])
  const taking = useRef<(open: Open, index: number) => void>(undefined)

  // The focus stays in the text area; its attributes say which choice is active.
  useEffect(() => {
    const on = { 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-controls': `${id}-list` }
    if (!open) {
      for (const name of [...Object.keys(on), 'aria-activedescendant']) area.removeAttribute(name)
      return
    }
    for (const [name, value] of Object.entries(on)) area.setAttribute(name, value)
    area.setAttribute('aria-activedescendant', `${id}-${chosen}`)
    document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: 'nearest' })
  }, [area, open, chosen, id])

  return createPortal(
    <>
      <p role="status" className="sr-only">
        {open && t('editor:complete.found', { count: open.choices.length })}
      </p>
      {open && (
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label={t(open.sign === '@' ? 'editor:complete.people' : 'editor:complete.threads')}
          className="completion"
          style={{ left: open.left, top: open.top, transform: open.above ? 'translateY(-100%)' : undefined }}
        >
          {open.choices.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are taken in the text area
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text area
            <div
              key={choice.key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => setChosen(index)}
              onClick={() => taking.current?.(open, index)}
            >
              {choice.person && (
                <>
                  <span dir="auto" className="truncate font-medium">
                    {choice.person.name}
                  </span>
                  <span className="truncate text-soft">@{choice.person.handle}</span>
                  {choice.person.looksLike && (
                    <Icon
                      name="triangle-alert"
                      label={t(`common:person.looks_like.${choice.person.looksLike}`)}
                      className="text-warn"
                    />
                  )}
                  <span className="ml-auto text-soft">{choice.person.reputation}</span>
                </>
              )}
              {choice.thread && (
                <>
                  <span className="text-soft">#{choice.thread.id}</span>
                  <span dir="auto" className="truncate">
                    {choice.thread.title}
                  </span>
                  {choice.thread.state === 'solved' && (
                    <Icon name="circle-check" label={t('editor:complete.solved')} className="ml-auto text-good" />
                  )}
                </>
              )}
            </div>
          ))}
        </div>
      )}
    </>,
    document.body,
  )
}

async function fetchChoices(
  sign: '@' | '#',
  query: string,
  threadId: number | undefined,
  signal: AbortSignal,
): Promise<Choice[]> {
  const asked = new URLSearchParams({ q: query })
  if (sign === '@' && threadId) asked.set('thread', String(threadId))
  if (sign === '@') {
    const people = await askJson<{ items: Person[] }>(`/mentions?${asked}`, { signal })
    return (people?.items ?? []).map((person) => ({ key: person.handle, text: `@${person.handle}`, person }))
  }
  const threads = await askJson<{ items: Thread[] }>(`/references?${asked}`, { signal })
  return (threads?.items ?? []).map((thread) => ({ key: String(thread.id), text: `#${thread.id}`, thread }))
}

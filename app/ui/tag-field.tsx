import { type ComponentType, useEffect, useRef, useState } from 'react'
import { TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { TagComboboxProps } from '#app/ui/tag-combobox.tsx'
import type { HttpError } from '#app/web/http.ts'

type Props = {
  name?: string
  id?: string
  defaultValue?: string | undefined
  errors?: HttpError[] | undefined
  label?: string
  hint?: string
  /** The server decides; here it only says so before something is sent. */
  required?: boolean
  /** Suggested tags, each added with one click. */
  suggested?: string[]
}

/**
 * A text input with tags, which is what the form sends. After hydration it becomes chips with suggestions. Their code
 * is loaded separately; text that is typed meanwhile is kept.
 */
export function TagField({
  name = 'tags',
  id = 'field-tags',
  label,
  defaultValue,
  errors,
  hint,
  required = false,
  suggested = [],
}: Props) {
  const t = useT()
  const frame = useRef<HTMLDivElement>(null)
  const [alive, setAlive] = useState<{ Combobox: ComponentType<TagComboboxProps>; value: string; focused: boolean }>()

  useEffect(() => {
    let wanted = true
    void import('#app/ui/tag-combobox.tsx').then(
      ({ TagCombobox }) => {
        const input = frame.current?.querySelector('input')
        if (!wanted || !input) return
        setAlive({ Combobox: TagCombobox, value: input.value, focused: document.activeElement === input })
      },
      // Loading failed: the text input works as well.
      () => {},
    )
    return () => {
      wanted = false
    }
  }, [])

  const field = {
    name,
    id,
    label: label ?? t('tags:field.label'),
    hint: hint ?? t(required ? 'tags:field.hint' : 'tags:field.hint_optional'),
    errors: errors ?? [],
    required,
  }
  return (
    <div ref={frame}>
      {alive ? (
        <alive.Combobox {...field} defaultValue={alive.value} autoFocus={alive.focused} />
      ) : (
        <TextField
          {...field}
          hint={hint ?? t(required ? 'ask:tags_hint' : 'ask:tags_hint_optional')}
          defaultValue={defaultValue}
          autoCapitalize="none"
          autoComplete="off"
        />
      )}
      <SuggestedTags fieldId={id} tags={suggested} onAdd={(tag) => addTag(frame.current, name, tag)} />
    </div>
  )
}

function SuggestedTags({ fieldId, tags, onAdd }: { fieldId: string; tags: string[]; onAdd: (tag: string) => void }) {
  const t = useT()
  const [taken, setTaken] = useState<string[]>([])
  const left = tags.filter((tag) => !taken.includes(tag))
  if (left.length === 0) return null
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced with each of its buttons
    <div role="group" aria-label={t('suggestions:tags')} className="mt-2 flex flex-wrap items-center gap-1.5 text-sm">
      <span aria-hidden="true" className="text-soft">
        {t('suggestions:tags')}
      </span>
      {left.map((tag) => (
        <button
          key={tag}
          type="button"
          className="chip-button"
          aria-label={t('suggestions:add_tag', { name: tag })}
          onClick={({ currentTarget: button }) => {
            // A used button disappears, so the focus moves to the next one, and after the last one to the field.
            const next = button.nextElementSibling ?? button.parentElement?.querySelector('button')
            onAdd(tag)
            if (next instanceof HTMLElement && next !== button) next.focus()
            else document.getElementById(fieldId)?.focus()
            setTaken([...taken, tag])
          }}
        >
          <Icon name="plus" /> {tag}
        </button>
      ))}
    </div>
  )
}

/** The chips take a tag by an event of the form. Before their code is loaded, the tag is added to the text input. */
function addTag(frame: HTMLElement | null, name: string, tag: string): void {
  const input = frame?.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  if (!input) return
  const event = new CustomEvent('add-tag', { detail: tag, cancelable: true })
  if (!input.form?.dispatchEvent(event)) return
  input.value = `${input.value} ${tag}`.trim()
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

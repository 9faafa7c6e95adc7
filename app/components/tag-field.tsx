import { type ComponentType, useEffect, useRef, useState } from 'react'
import { TextField } from '#app/components/form.tsx'
import { useT } from '#app/components/i18n.tsx'
import type { TagComboboxProps } from '#app/components/tag-combobox.tsx'
import type { HttpError } from '#app/lib/http.ts'

type Props = {
  name?: string
  id?: string
  defaultValue?: string | undefined
  errors?: HttpError[] | undefined
  label?: string
  hint?: string
  required?: boolean
}

/**
 * Tags as one line of text, which is what is posted. Once the page has come to life, they become chips with suggestions;
 * the code for it is fetched by itself, and whoever types meanwhile keeps what they typed.
 */
export function TagField({
  name = 'tags',
  id = 'field-tags',
  label,
  defaultValue,
  errors,
  hint,
  required = true,
}: Props) {
  const t = useT()
  const frame = useRef<HTMLDivElement>(null)
  const [alive, setAlive] = useState<{ Combobox: ComponentType<TagComboboxProps>; value: string; focused: boolean }>()

  useEffect(() => {
    let wanted = true
    void import('#app/components/tag-combobox.tsx').then(
      ({ TagCombobox }) => {
        const input = frame.current?.querySelector('input')
        if (!wanted || !input) return
        setAlive({ Combobox: TagCombobox, value: input.value, focused: document.activeElement === input })
      },
      // Offline for a moment: the line of text does the same.
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
    hint: hint ?? t('tags:field.hint'),
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
          hint={hint ?? t('questions:ask.tags_hint')}
          defaultValue={defaultValue}
          autoCapitalize="none"
          autoComplete="off"
        />
      )}
    </div>
  )
}

import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { WhoWasFaster } from '#app/ui/who-was-faster.tsx'
import type { HttpError } from '#app/web/http.ts'

type FieldProps = {
  name: string
  label: string
  hint?: ReactNode
  errors?: HttpError[]
  labelHidden?: boolean
}

/** For a field of another kind: its attributes, and the sentence of its error. */
export function useField({ name, hint, errors }: FieldProps, id: string) {
  const t = useT()
  const error = errors?.find((each) => each.field === name)
  const described = [error ? `${id}-error` : '', hint ? `${id}-hint` : ''].filter(Boolean).join(' ')
  return {
    sentence: error ? t(`errors:${error.code}`, error.figures) : undefined,
    attributes: { id, name, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined },
  }
}

/** The label above a field, and its error and hint below. */
export function FieldFrame({
  id,
  field,
  sentence,
  children,
}: {
  id: string
  field: FieldProps
  sentence?: string
  children: ReactNode
}) {
  return (
    <div>
      <label htmlFor={id} className={field.labelHidden ? 'sr-only' : 'label'}>
        {field.label}
      </label>
      {children}
      {sentence && (
        <p id={`${id}-error`} className="field-error">
          <Icon name="circle-alert" className="mt-1" /> {sentence}
        </p>
      )}
      {field.hint && (
        <p id={`${id}-hint`} className="hint mt-1">
          {field.hint}
        </p>
      )}
    </div>
  )
}

const split = <Props extends FieldProps>({ name, label, hint, errors, labelHidden, ...rest }: Props) => ({
  field: { name, label, hint, errors, labelHidden },
  rest,
})

/** A text field with a label. Errors of this field are shown below it and connected to it. */
export function TextField(props: FieldProps & Omit<InputHTMLAttributes<HTMLInputElement>, 'name'>) {
  const { field, rest } = split(props)
  const id = rest.id ?? `field-${field.name}`
  const { attributes, sentence } = useField(field, id)
  return (
    <FieldFrame id={id} field={field} sentence={sentence}>
      <input type="text" dir="auto" className="field" {...rest} {...attributes} />
    </FieldFrame>
  )
}

type TextAreaProps = FieldProps & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'name'>

/** A text area. `frame` wraps it, between the label and the text below. */
export function TextArea({ frame, ...props }: TextAreaProps & { frame?: (area: ReactNode) => ReactNode }) {
  const { field, rest } = split<TextAreaProps>(props)
  const id = rest.id ?? `field-${field.name}`
  const { attributes, sentence } = useField(field, id)
  const area = <textarea dir="auto" className="field" rows={4} {...rest} {...attributes} />
  return (
    <FieldFrame id={id} field={field} sentence={sentence}>
      {frame ? frame(area) : area}
    </FieldFrame>
  )
}

export function SelectField(
  props: FieldProps & { children: ReactNode } & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'name'>,
) {
  const { field, rest } = split(props)
  const id = rest.id ?? `field-${field.name}`
  const { attributes, sentence } = useField(field, id)
  return (
    <FieldFrame id={id} field={field} sentence={sentence}>
      <select className="field" {...rest} {...attributes} />
    </FieldFrame>
  )
}

/** The errors of a form that belong to none of its fields. */
export function FormError({ errors, fields = [] }: { errors?: HttpError[]; fields?: string[] }) {
  const t = useT()
  const general = (errors ?? []).filter((error) => !error.field || !fields.includes(error.field))
  if (general.length === 0) return null
  return (
    <div role="alert" tabIndex={-1} className="notice-bad">
      <Icon name="circle-alert" />
      <div>
        {general.map((error) => (
          <p key={error.code}>
            {t(`errors:${error.code}`, error.figures)}
            {error.faster && (
              <>
                {' '}
                <WhoWasFaster by={error.faster} />
              </>
            )}
          </p>
        ))}
      </div>
    </div>
  )
}

/** A button that does one thing at an address of its own: a form with only this button. */
export function ActionButton({
  action,
  fields = {},
  children,
  className = 'btn-quiet',
  stay = false,
  label,
  pressed,
  done,
}: {
  action: string
  fields?: Record<string, string>
  children: ReactNode
  className?: string
  stay?: boolean
  label?: string
  pressed?: boolean
  /** What a screen reader announces once it is done. */
  done?: string
}) {
  return (
    <form method="post" action={action} className="inline-flex" data-stay={stay ? '' : undefined} data-done={done}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" className={className} aria-label={label} title={label} aria-pressed={pressed}>
        {children}
      </button>
    </form>
  )
}

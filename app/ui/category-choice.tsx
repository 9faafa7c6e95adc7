import { fieldName, labelText } from '#app/domain/categories/fields.ts'
import { SelectField, TextField } from '#app/ui/form.tsx'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Prose } from '#app/ui/prose.tsx'
import type { CategoryChoice } from '#app/web/category-choices.server.ts'
import type { HttpError } from '#app/web/http.ts'
import type { CategoryField } from '#db/schema.ts'

type Typed = Record<string, string>

/** The names of the fields of all categories. A form shows the errors of these fields beside them. */
export const fieldNames = (choices: CategoryChoice[]): string[] =>
  choices.flatMap((choice) => choice.fields.map((field) => fieldName(choice.id, field.key)))

/** The choice of a category. */
export function CategorySelect({
  choices,
  chosenId,
  onChoose,
  errors,
}: {
  choices: CategoryChoice[]
  chosenId: number
  onChoose: (id: number) => void
  errors?: HttpError[] | undefined
}) {
  const t = useT()
  return (
    <SelectField
      name="categoryId"
      label={t('ask:category')}
      defaultValue={chosenId || ''}
      errors={errors ?? []}
      onChange={(event) => onChoose(Number(event.currentTarget.value))}
      required
    >
      <option value="">{t('ask:choose')}</option>
      {choices.map((choice) => (
        <option key={choice.id} value={choice.id}>
          {choice.name}
        </option>
      ))}
    </SelectField>
  )
}

/** Suggests the category of most similar questions when it is not the chosen one. One click chooses it. */
export function SuggestedCategory({
  choices,
  suggestedId,
  chosenId,
}: {
  choices: CategoryChoice[]
  suggestedId: number | undefined
  chosenId: number
}) {
  const t = useT()
  const suggested = choices.find((choice) => choice.id === suggestedId && !choice.unsupportedHtml)
  if (!suggested || suggested.id === chosenId) return null
  return (
    <p className="-mt-3 flex flex-wrap items-center gap-1.5 text-sm">
      <span className="text-soft">{t('suggestions:category')}</span>
      <button
        type="button"
        className="chip-button"
        aria-label={t('suggestions:choose_category', { name: suggested.name })}
        onClick={(event) => {
          const select = event.currentTarget.form?.elements.namedItem('categoryId')
          if (!(select instanceof HTMLSelectElement)) return
          select.value = String(suggested.id)
          select.dispatchEvent(new Event('change', { bubbles: true }))
          select.focus()
        }}
      >
        <Icon name="check" /> {suggested.name}
      </button>
    </p>
  )
}

/**
 * The note of a category for somebody who is about to ask in it: useful facts, or that such questions are not answered
 * here.
 */
export function CategoryNote({ choice }: { choice: CategoryChoice | undefined }) {
  const t = useT()
  return (
    <div aria-live="polite">
      {choice?.unsupportedHtml ? (
        <div className="notice-warn">
          <Icon name="triangle-alert" />
          <div>
            <p className="font-semibold">{t('categories:unsupported')}</p>
            <Prose key={choice.id} id={`unsupported-${choice.id}`} html={{ html: choice.unsupportedHtml }} />
          </div>
        </div>
      ) : (
        choice?.askHtml && (
          <div className="notice-info">
            <Icon name="info" />
            <Prose key={choice.id} id={`ask-text-${choice.id}`} html={{ html: choice.askHtml }} />
          </div>
        )
      )}
    </div>
  )
}

/** The fields of the chosen category. Without JavaScript they are on the page that follows the choice. */
export function CategoryFields({
  choice,
  typed = {},
  errors,
}: {
  choice: CategoryChoice | undefined
  /** The typed values by the names of the fields. */
  typed?: Typed | undefined
  errors?: HttpError[] | undefined
}) {
  const { t } = useLanguage()
  if (!choice || choice.fields.length === 0) return null
  return (
    <fieldset key={choice.id} className="rounded-xl border border-line p-4">
      <legend className="px-1 text-sm font-medium">{t('categories:fields_of', { name: choice.name })}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        {choice.fields.map((field) => {
          const name = fieldName(choice.id, field.key)
          return <Field key={field.key} name={name} field={field} value={typed[name]} errors={errors} />
        })}
      </div>
    </fieldset>
  )
}

function Field({
  name,
  field,
  value,
  errors,
}: {
  name: string
  field: CategoryField
  value: string | undefined
  errors?: HttpError[] | undefined
}) {
  const { locale, t } = useLanguage()
  const label = labelText(field.label, locale) + (field.required ? '' : ` ${t('categories:optional')}`)
  if (field.kind === 'select') {
    return (
      <SelectField name={name} label={label} defaultValue={value ?? ''} errors={errors ?? []} required={field.required}>
        <option value="">{t('categories:choose')}</option>
        {field.options.map((option) => (
          <option key={option.key} value={option.key}>
            {labelText(option.label, locale)}
          </option>
        ))}
      </SelectField>
    )
  }
  return (
    <TextField
      name={name}
      label={label}
      defaultValue={value}
      errors={errors ?? []}
      maxLength={200}
      required={field.required}
      {...(field.kind === 'number' ? { inputMode: 'decimal' as const } : {})}
      {...(field.kind === 'version' ? { placeholder: '2.4.1', autoCapitalize: 'none' } : {})}
    />
  )
}

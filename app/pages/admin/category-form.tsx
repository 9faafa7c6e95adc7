import { FIELD_KINDS } from '#app/domain/categories/fields.ts'
import { CATEGORY_ICONS } from '#app/domain/categories/icons.ts'
import type { Translate } from '#app/messages/translate.ts'
import type { TypedCategory } from '#app/pages/admin/category-form-fields.ts'
import { SelectField, TextArea, TextField, useField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { HttpError } from '#app/web/http.ts'

const TEXT_LABELS = {
  name: 'name',
  description: 'description',
  askText: 'ask_text',
  unsupportedText: 'unsupported_text',
} as const
const ROW_LABELS = { kind: 'kind', label: 'label', required: 'required', options: 'options' } as const

/** What the page calls a field of its form; undefined for one that it does not show. */
export function nameOfField(t: Translate, field: string): string | undefined {
  if (field === 'slug' || field === 'icon' || field === 'tags') return t(`categories:admin.${field}`)
  const [name = '', row, lang] = field.split('-')
  if (name in TEXT_LABELS) {
    const language = t(row === 'fr' ? 'categories:admin.in_fr' : 'categories:admin.in_en')
    return `${t(`categories:admin.${TEXT_LABELS[name as keyof typeof TEXT_LABELS]}`)} · ${language}`
  }
  if (!(name in ROW_LABELS)) return undefined
  const label =
    name === 'label'
      ? t(lang === 'fr' ? 'categories:admin.label_fr' : 'categories:admin.label_en')
      : t(`categories:admin.${ROW_LABELS[name as 'kind' | 'required' | 'options']}`)
  return `${t('categories:admin.field', { number: Number(row) + 1 })} · ${label}`
}

/** What the page shows for a value. */
export function show(t: Translate, field: string, value: string): string {
  const kind = field.startsWith('kind-') && FIELD_KINDS.find((each) => each === value)
  if (kind) return t(`categories:admin.kinds.${kind}`)
  return field.startsWith('required-') ? t(value === 'on' ? 'common:faster.on' : 'common:faster.off') : value
}

type Props = { typed: TypedCategory; errors?: HttpError[] | undefined }

/** The name and the texts of a category in one language. */
export function CategoryTextFields({ lang, typed, errors = [] }: Props & { lang: 'en' | 'fr' }) {
  const t = useT()
  const field = (name: string) => ({ name: `${name}-${lang}`, defaultValue: typed[`${name}-${lang}`], errors, lang })
  return (
    <fieldset className="panel space-y-4">
      <legend className="sr-only">{t(`categories:admin.in_${lang}`)}</legend>
      <p aria-hidden="true" className="subtitle">
        {t(`categories:admin.in_${lang}`)}
      </p>
      <TextField
        {...field('name')}
        label={t('categories:admin.name')}
        hint={t('categories:admin.name_hint')}
        maxLength={60}
      />
      <TextArea
        {...field('description')}
        label={t('categories:admin.description')}
        hint={t('categories:admin.description_hint')}
        rows={3}
      />
      <TextArea
        {...field('askText')}
        label={t('categories:admin.ask_text')}
        hint={t('categories:admin.ask_text_hint')}
        rows={4}
      />
      <TextArea
        {...field('unsupportedText')}
        label={t('categories:admin.unsupported_text')}
        hint={t('categories:admin.unsupported_hint')}
        rows={3}
      />
    </fieldset>
  )
}

/** The choice of one icon for a category. */
export function IconChoice({ chosen, errors = [] }: { chosen: string | undefined; errors?: HttpError[] | undefined }) {
  const t = useT()
  const field = { name: 'icon', label: t('categories:admin.icon'), errors }
  const { sentence } = useField(field, 'icon-choice')
  const first = chosen || CATEGORY_ICONS[0]
  return (
    <fieldset>
      <legend className="label">{t('categories:admin.icon')}</legend>
      <div className="flex flex-wrap gap-1.5">
        {CATEGORY_ICONS.map((icon) => (
          <label
            key={icon}
            title={icon}
            className="grid size-10 cursor-pointer place-items-center rounded-lg border border-line text-lg text-soft hover:bg-sunken has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input type="radio" name="icon" value={icon} defaultChecked={icon === first} className="sr-only" />
            <Icon name={icon} label={icon} />
          </label>
        ))}
      </div>
      {sentence && (
        <p className="field-error">
          <Icon name="circle-alert" className="mt-1" /> {sentence}
        </p>
      )}
    </fieldset>
  )
}

/** One field that askers fill in. The last rows are for new fields. */
export function FieldRow({ row, typed, errors = [] }: Props & { row: number }) {
  const t = useT()
  const value = (name: string) => typed[`${name}-${row}`]
  const isNew = !typed[`label-${row}-en`] && !typed[`label-${row}-fr`]
  const options = { name: `options-${row}`, label: t('categories:admin.options'), errors }
  return (
    <fieldset className="py-4">
      <legend className="contents">
        <span className="text-sm font-medium">
          {isNew ? t('categories:admin.new_field') : t('categories:admin.field', { number: row + 1 })}
        </span>
      </legend>
      <input type="hidden" name={`key-${row}`} value={value('key') ?? ''} />
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        <TextField
          name={`label-${row}-en`}
          label={t('categories:admin.label_en')}
          defaultValue={typed[`label-${row}-en`]}
          errors={errors}
          maxLength={80}
        />
        <TextField
          name={`label-${row}-fr`}
          label={t('categories:admin.label_fr')}
          defaultValue={typed[`label-${row}-fr`]}
          errors={errors}
          maxLength={80}
        />
        <SelectField
          name={`kind-${row}`}
          label={t('categories:admin.kind')}
          defaultValue={value('kind') ?? 'text'}
          errors={errors}
        >
          {FIELD_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`categories:admin.kinds.${kind}`)}
            </option>
          ))}
        </SelectField>
        <div className="flex items-end gap-4">
          <div className="w-20">
            <TextField
              name={`place-${row}`}
              label={t('categories:admin.place')}
              defaultValue={value('place') ?? row + 1}
              errors={errors}
              inputMode="decimal"
            />
          </div>
          <label className="flex items-center gap-2 pb-2 text-sm">
            <input type="checkbox" name={`required-${row}`} defaultChecked={value('required') === 'on'} />
            {t('categories:admin.required')}
          </label>
        </div>
        <details className="sm:col-span-2" open={value('kind') === 'select' || undefined}>
          <summary className="text-sm text-soft">{t('categories:admin.options')}</summary>
          <div className="mt-2">
            <TextArea
              {...options}
              labelHidden
              hint={t('categories:admin.options_hint')}
              defaultValue={value('options')}
              rows={5}
            />
          </div>
        </details>
      </div>
    </fieldset>
  )
}

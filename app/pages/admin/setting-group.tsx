import type { SettingField } from '#app/domain/settings/setting-fields.ts'
import type { MessageKey } from '#app/messages/keys.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, SelectField, TextField } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import type { Faster, OpenedForm } from '#app/web/faster.ts'
import type { HttpError } from '#app/web/http.ts'

export type SettingGroupData = { name: string; fields: SettingField[]; opened: OpenedForm }
type Refused = { errors: HttpError[]; typed: Record<string, string>; faster: Faster | null }

/**
 * The sentences of a group: `settings:<group>.title` and `.text`, `.<field>` with an optional `.<field>_hint`, and
 * `.<field>_<option>` for each option of a choice.
 */
export function useSettingText(group: string): (path: string) => string | undefined {
  const { t } = useLanguage()
  return (path) => {
    const key = `${group}.${path}`
    // When a sentence does not exist, `t` returns the key.
    const text = t(`settings:${key}` as MessageKey)
    return text.endsWith(key) ? undefined : text
  }
}

/** The form of one group of settings, made from its fields. */
export function SettingGroup({ group, refused }: { group: SettingGroupData; refused?: Refused | undefined }) {
  const { t } = useLanguage()
  const say = useSettingText(group.name)
  const title = say('title') ?? group.name
  const isChanged = group.fields.some((field) => field.value !== field.fallback)
  return (
    <section id={group.name} aria-labelledby={`${group.name}-title`} className="panel scroll-mt-20">
      <h2 id={`${group.name}-title`} className="subtitle flex flex-wrap items-center gap-2">
        {title}
        {isChanged && <span className="chip-info">{t('settings:changed')}</span>}
      </h2>
      <p className="hint mt-0.5 max-w-prose">{say('text')}</p>
      <form
        key={refused?.faster ? refused.typed.version : ''}
        method="post"
        action="/admin/settings"
        noValidate
        className="mt-4 space-y-5"
        data-stay=""
      >
        <FasterNotice
          faster={refused?.faster}
          page={`/admin/settings#${group.name}`}
          nameOf={(field) => say(field) ?? field}
          show={(field, value) => {
            const kind = group.fields.find(({ name }) => name === field)?.kind
            if (kind === 'boolean') return t(value === 'on' ? 'settings:on' : 'settings:off')
            return kind === 'choice' ? (say(`${field}_${value}`) ?? value) : value
          }}
        />
        <OpenedFields opened={group.opened} typed={refused?.typed} />
        <input type="hidden" name="group" value={group.name} />
        <FormError errors={refused?.errors} fields={group.fields.map((field) => field.name)} />
        <div className="grid items-start gap-x-6 gap-y-5 sm:grid-cols-2">
          {group.fields.map((field) => (
            <Field key={`${field.name} ${field.value}`} group={group} field={field} refused={refused} />
          ))}
        </div>
        <p className="flex flex-wrap gap-3">
          <button type="submit" className="btn-primary" aria-label={t('settings:save_of', { group: title })}>
            {t('common:save')}
          </button>
          {isChanged && (
            <button
              type="submit"
              name="reset"
              value="on"
              className="btn"
              aria-label={t('settings:reset_of', { group: title })}
            >
              {t('settings:reset')}
            </button>
          )}
        </p>
      </form>
    </section>
  )
}

function Field({
  group,
  field,
  refused,
}: {
  group: SettingGroupData
  field: SettingField
  refused?: Refused | undefined
}) {
  const { locale, t } = useLanguage()
  const figure = new Intl.NumberFormat(locale)
  const id = `${group.name}-${field.name}`
  const say = useSettingText(group.name)
  const label = say(field.name) ?? field.name
  const hint = say(`${field.name}_hint`)
  const withHint = (fallback: string) => (hint ? `${hint} ${fallback}` : fallback)
  const typed = refused?.typed[field.name]
  const errors = refused?.errors

  if (field.kind === 'boolean') {
    const fallback = t('settings:default', { value: t(field.fallback ? 'settings:on' : 'settings:off') })
    const checked = refused ? typed === 'on' : field.value === true
    return (
      <div>
        <label className="flex items-start gap-2" htmlFor={id}>
          <input
            id={id}
            type="checkbox"
            name={field.name}
            defaultChecked={checked}
            aria-describedby={`${id}-hint`}
            className="mt-1.5"
          />
          <span className="text-sm font-medium">{label}</span>
        </label>
        <p id={`${id}-hint`} className="hint mt-1 pl-5">
          {withHint(fallback)}
        </p>
      </div>
    )
  }
  if (field.kind === 'choice') {
    const named = (option: string) => say(`${field.name}_${option}`) ?? option
    return (
      <SelectField
        id={id}
        name={field.name}
        label={label}
        hint={withHint(t('settings:default', { value: named(String(field.fallback)) }))}
        defaultValue={typed ?? String(field.value)}
        errors={errors}
      >
        {field.options.map((option) => (
          <option key={option} value={option}>
            {named(option)}
          </option>
        ))}
      </SelectField>
    )
  }
  return (
    <TextField
      id={id}
      name={field.name}
      type="number"
      min={field.min}
      max={field.max}
      step={field.whole ? 1 : 'any'}
      inputMode={field.whole ? 'numeric' : 'decimal'}
      label={label}
      hint={withHint(
        field.max >= 1_000_000
          ? t('settings:default', { value: figure.format(Number(field.fallback)) })
          : t('settings:default_range', {
              value: figure.format(Number(field.fallback)),
              min: figure.format(field.min),
              max: figure.format(field.max),
            }),
      )}
      defaultValue={typed ?? String(field.value)}
      errors={errors}
      required
    />
  )
}

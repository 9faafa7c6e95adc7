import { categoryText } from '#app/domain/categories/category-text.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import type { PoliciesData } from '#app/pages/admin/policies.server.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, SelectField } from '#app/ui/form.tsx'
import { day, workingTime } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import type { Faster } from '#app/web/faster.ts'
import type { HttpError } from '#app/web/http.ts'

const CLOCKS = ['unanswered', 'unsolved', 'firstResponse', 'nextResponse', 'solution'] as const

type Props = {
  page: PoliciesData
  /** How a category escalates, which was refused. */
  refused?:
    | { categoryId: number; errors: HttpError[]; typed: Record<string, string>; faster: Faster | null }
    | undefined
}

/** All policies, and which categories escalate by which of them. */
export function PoliciesPage({ page, refused }: Props) {
  const { policies, categories } = page
  const { locale, t, reading } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{t('admin:title')}</h1>
      <AdminTabs current="policies" />
      <div className="mt-6 flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-semibold">{t('admin:policies.title')}</h2>
        <a href="/admin/policies/new" className="btn ml-auto">
          {t('admin:policies.new')}
        </a>
      </div>
      <p className="hint mt-1 max-w-prose">{t('admin:policies.intro')}</p>
      <div className="mt-4 grid gap-4 md:grid-cols-2">
        {policies.map((policy) => (
          <section key={policy.id} className="panel" aria-labelledby={`policy-${policy.id}`}>
            <h3 id={`policy-${policy.id}`} className="subtitle flex flex-wrap items-center gap-2">
              {policy.name}
              {policy.isDefault && <span className="chip-info">{t('admin:policies.default')}</span>}
              <a
                href={`/admin/policies/${policy.id}`}
                aria-label={t('admin:edit_named', { name: policy.name })}
                className="btn-quiet ml-auto"
              >
                <Icon name="pencil" /> {t('common:edit')}
              </a>
            </h3>
            <dl className="mt-3 grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 text-sm">
              {CLOCKS.map((clock) => (
                <div key={clock} className="contents">
                  <dt className="text-soft">{t(`admin:policies.${clock}`)}</dt>
                  <dd className="text-right font-medium">{workingTime(policy[`${clock}Minutes`])}</dd>
                </div>
              ))}
            </dl>
            <p className="hint mt-3">
              {t('admin:policies.by_calendar', { name: policy.calendarName })} ·{' '}
              {t('admin:policies.since', { day: day(policy.startsAt, reading) })}
            </p>
          </section>
        ))}
      </div>

      <h2 className="mt-8 text-lg font-semibold">{t('admin:policies.by_category')}</h2>
      <p className="hint mt-1 max-w-prose">{t('admin:policies.by_category_hint')}</p>
      <ul className="card mt-4 divide-y divide-line">
        {categories.map((category) => {
          const { name } = categoryText(category, locale)
          const wrong = refused?.categoryId === category.id ? refused : undefined
          const typed: Record<string, string> = wrong?.typed ?? category.opened.fields
          return (
            <li key={category.id} className="p-4">
              <form
                key={`${category.opened.version} ${wrong?.faster ? typed.version : ''}`}
                method="post"
                action={`/admin/categories/${category.id}/policy`}
                className="flex flex-wrap items-center gap-x-5 gap-y-3"
                data-stay=""
              >
                <div className="basis-full empty:hidden">
                  <FormError errors={wrong?.errors} />
                  <FasterNotice
                    faster={wrong?.faster}
                    page="/admin/policies"
                    nameOf={(field) =>
                      field === 'policyId' ? t('admin:policies.of', { name }) : t('admin:policies.escalates')
                    }
                    show={(field, value) =>
                      field === 'policyId'
                        ? (policies.find(({ id }) => String(id) === value)?.name ?? t('admin:policies.use_default'))
                        : t(value === 'on' ? 'common:faster.on' : 'common:faster.off')
                    }
                  />
                </div>
                <OpenedFields opened={category.opened} typed={wrong?.typed} />
                <h3 className="min-w-48 flex-1 font-medium">{name}</h3>
                <div className="w-56">
                  <SelectField
                    id={`policy-of-${category.id}`}
                    name="policyId"
                    label={t('admin:policies.of', { name })}
                    labelHidden
                    defaultValue={typed.policyId}
                  >
                    <option value="">{t('admin:policies.use_default')}</option>
                    {policies.map((policy) => (
                      <option key={policy.id} value={policy.id}>
                        {policy.name}
                      </option>
                    ))}
                  </SelectField>
                </div>
                <label className="flex items-center gap-2 text-sm">
                  <input type="checkbox" name="escalates" defaultChecked={typed.escalates === 'on'} />
                  {t('admin:policies.escalates')}
                </label>
                <button type="submit" className="btn-small" aria-label={t('admin:policies.save_of', { name })}>
                  {t('common:save')}
                </button>
              </form>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

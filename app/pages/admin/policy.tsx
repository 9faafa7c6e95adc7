import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { listCalendars, listPolicies } from '#app/domain/calendars/queries.ts'
import { notFound } from '#app/domain/errors.ts'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, SelectField, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { type OpenedForm, refusedForm } from '#app/web/faster.ts'
import { idParam, orFormErrors, orHttpError, parseForm, readForm } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'
import type { Policy } from '#db/schema.ts'
import { savePolicy, versionOfPolicy } from '#moderation/escalation/save-policy.ts'

const CLOCKS = ['unanswered', 'unsolved', 'firstResponse', 'nextResponse', 'solution'] as const

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [policy, calendars] = await Promise.all([
    params.policyId === 'new' ? null : getPolicy(idParam(params.policyId)),
    listCalendars(db),
  ])
  return {
    name: policy?.name ?? null,
    opened: openPolicy(policy),
    calendars: calendars.map(({ id, name }) => ({ id, name })),
  }
}

async function getPolicy(id: number): Promise<Policy> {
  const policy = (await listPolicies(db)).find((each) => each.id === id)
  return policy ?? orHttpError(Promise.reject(notFound('policy')))
}

const openPolicy = (policy: Policy | null): OpenedForm => ({
  version: policy ? versionOfPolicy(policy) : '',
  fields: {
    name: policy?.name ?? '',
    calendarId: String(policy?.calendarId ?? ''),
    ...(policy?.isDefault ? { isDefault: 'on' } : {}),
    ...Object.fromEntries(CLOCKS.map((clock) => [`${clock}Minutes`, String(policy?.[`${clock}Minutes`] ?? '')])),
  },
})

const minutes = z.coerce.number().catch(Number.NaN)
const policyForm = z.object({
  name: z.string().default(''),
  calendarId: z.coerce.number().int().catch(0),
  isDefault: z.literal('on').optional(),
  unansweredMinutes: minutes,
  unsolvedMinutes: minutes,
  firstResponseMinutes: minutes,
  nextResponseMinutes: minutes,
  solutionMinutes: minutes,
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireAdmin(request, context)
  const typed = await readForm(request)
  const form = parseForm(policyForm, typed)
  const id = params.policyId === 'new' ? undefined : idParam(params.policyId)
  const known = id === undefined ? {} : { id, version: typed.version }
  const { failure } = await orFormErrors(
    savePolicy(db, actor, { ...form, ...known, isDefault: form.isDefault === 'on' }),
  )
  if (failure) {
    const open = async () => openPolicy(id === undefined ? null : await getPolicy(id))
    return data(await refusedForm(failure.data, typed, open), failure.init ?? {})
  }
  return redirectSaved('/admin/policies')
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.name ?? t('admin:policies.new'),
)

type Labelled = keyof typeof LABELS
const LABELS = {
  name: 'name',
  calendarId: 'policies.calendar',
  isDefault: 'policies.make_default',
  unansweredMinutes: 'policies.unanswered',
  unsolvedMinutes: 'policies.unsolved',
  firstResponseMinutes: 'policies.firstResponse',
  nextResponseMinutes: 'policies.nextResponse',
  solutionMinutes: 'policies.solution',
} as const

export default function PolicyPage() {
  const { name, opened, calendars } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const typed = refused?.typed ?? opened.fields
  const faster = refused?.faster
  const errors = refused?.errors
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href="/admin/policies" className="link">
          {t('admin:policies.title')}
        </a>
      </p>
      <h1 className="title mt-1">{name ?? t('admin:policies.new')}</h1>
      <form key={faster ? typed.version : ''} method="post" noValidate className="panel mt-4 space-y-5">
        <FasterNotice
          faster={faster}
          nameOf={(field) => t(`admin:${LABELS[field as Labelled]}`)}
          show={(field, value) => {
            if (field === 'calendarId') return calendars.find(({ id }) => String(id) === value)?.name ?? value
            return field === 'isDefault' ? t(value === 'on' ? 'common:faster.on' : 'common:faster.off') : value
          }}
        />
        {name !== null && <OpenedFields opened={opened} typed={refused?.typed} />}
        <FormError errors={errors} fields={['name', 'calendarId', ...CLOCKS.map((clock) => `${clock}Minutes`)]} />
        <TextField
          name="name"
          label={t('admin:name')}
          defaultValue={typed.name}
          errors={errors}
          maxLength={80}
          required
        />
        <SelectField
          name="calendarId"
          label={t('admin:policies.calendar')}
          defaultValue={typed.calendarId || undefined}
          errors={errors}
        >
          {calendars.map((calendar) => (
            <option key={calendar.id} value={calendar.id}>
              {calendar.name}
            </option>
          ))}
        </SelectField>
        <fieldset>
          <legend className="subtitle">{t('admin:policies.clocks')}</legend>
          <p className="hint">{t('admin:policies.clocks_hint')}</p>
          <div className="mt-3 grid gap-4 sm:grid-cols-2">
            {CLOCKS.map((clock) => (
              <TextField
                key={clock}
                name={`${clock}Minutes`}
                type="number"
                min={1}
                step={1}
                label={t(`admin:policies.${clock}`)}
                hint={t(`admin:policies.${clock}_hint`)}
                defaultValue={typed[`${clock}Minutes`]}
                errors={errors}
                required
              />
            ))}
          </div>
        </fieldset>
        <label className="flex items-start gap-2">
          <input type="checkbox" name="isDefault" defaultChecked={typed.isDefault === 'on'} className="mt-1.5" />
          <span>
            {t('admin:policies.make_default')}
            <span className="hint block">{t('admin:policies.make_default_hint')}</span>
          </span>
        </label>
        {name === null && <p className="notice-info">{t('admin:policies.starts_now')}</p>}
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('common:save')}
          </button>
          <a href="/admin/policies" className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}

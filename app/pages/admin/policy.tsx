import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { listCalendars, listPolicies } from '#app/domain/calendars/queries.ts'
import { notFound } from '#app/domain/errors.ts'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { FormError, SelectField, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'
import { savePolicy } from '#moderation/escalation/save-policy.ts'

const CLOCKS = ['unanswered', 'unsolved', 'firstResponse', 'nextResponse', 'solution'] as const

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [policies, calendars] = await Promise.all([listPolicies(db), listCalendars(db)])
  const choices = calendars.map(({ id, name }) => ({ id, name }))
  if (params.policyId === 'new') return { policy: null, calendars: choices }

  const policy = policies.find((each) => each.id === idParam(params.policyId))
  if (!policy) throw await orHttpError(Promise.reject(notFound('policy')))
  return { policy, calendars: choices }
}

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
  const id = params.policyId === 'new' ? {} : { id: idParam(params.policyId) }
  const { failure } = await orFormErrors(savePolicy(db, actor, { ...form, ...id, isDefault: form.isDefault === 'on' }))
  if (failure) return data({ ...failure.data, typed }, failure.init ?? {})
  return redirect('/admin/policies')
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.policy?.name ?? t('admin:policies.new'),
)

export default function PolicyPage() {
  const { policy, calendars } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const typed = refused?.typed
  const errors = refused?.errors
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href="/admin/policies" className="link">
          {t('admin:policies.title')}
        </a>
      </p>
      <h1 className="title mt-1">{policy?.name ?? t('admin:policies.new')}</h1>
      <form method="post" noValidate className="panel mt-4 space-y-5">
        <FormError errors={errors} fields={['name', 'calendarId', ...CLOCKS.map((clock) => `${clock}Minutes`)]} />
        <TextField
          name="name"
          label={t('admin:name')}
          defaultValue={typed?.name ?? policy?.name}
          errors={errors}
          maxLength={80}
          required
        />
        <SelectField
          name="calendarId"
          label={t('admin:policies.calendar')}
          defaultValue={typed?.calendarId ?? policy?.calendarId}
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
                defaultValue={typed?.[`${clock}Minutes`] ?? policy?.[`${clock}Minutes`]}
                errors={errors}
                required
              />
            ))}
          </div>
        </fieldset>
        <label className="flex items-start gap-2">
          <input
            type="checkbox"
            name="isDefault"
            defaultChecked={typed ? typed.isDefault === 'on' : policy?.isDefault}
            className="mt-1.5"
          />
          <span>
            {t('admin:policies.make_default')}
            <span className="hint block">{t('admin:policies.make_default_hint')}</span>
          </span>
        </label>
        {!policy && <p className="notice-info">{t('admin:policies.starts_now')}</p>}
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

import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { getActor } from '#app/domain/users/find-actor.ts'
import { ActionButton, FormError, SelectField, TextArea } from '#app/ui/form.tsx'
import { day } from '#app/ui/format.ts'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { userPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { canSanction, SANCTION_DAYS, SANCTION_KINDS } from '#moderation/sanctions/permissions.ts'
import { listSanctions, type SanctionItem } from '#moderation/sanctions/queries.ts'
import { sanctionUser } from '#moderation/sanctions/sanction-user.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const userId = idParam(params.userId)
  const sanctions = await orHttpError(listSanctions(db, actor, userId))
  const person = await orHttpError(getActor(db, userId))
  return {
    person: { id: person.id, name: person.name },
    sanctions,
    isSelf: actor.id === userId,
    maySanction: canSanction(actor, person),
    now: new Date(),
  }
}

const sanctionForm = z.object({
  kind: z.enum(SANCTION_KINDS).optional().catch(undefined),
  days: z.string().default(''),
  reason: z.string().default(''),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const userId = idParam(params.userId)
  const form = parseForm(sanctionForm, await readForm(request))
  const { kind, reason } = form
  const days = SANCTION_DAYS.find((each) => String(each ?? 'ever') === form.days)
  const { failure } = await orFormErrors(sanctionUser(db, actor, { userId, kind, days, reason }))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect(`/users/${userId}/sanctions`)
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  page && !page.isSelf ? t('sanctions:title', { name: page.person.name }) : t('sanctions:title_own'),
)

export default function Sanctions() {
  const { person, sanctions, isSelf, maySanction, now } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page-narrow">
      <h1 className="title wrap-anywhere">
        {isSelf ? t('sanctions:title_own') : t('sanctions:title', { name: person.name })}
      </h1>
      <p className="mt-1">
        <a dir="auto" href={userPath(person)} className="quiet-link">
          <Icon name="arrow-left" /> {person.name}
        </a>
      </p>
      {maySanction && <SanctionForm />}
      {sanctions.length === 0 && <p className="panel mt-5 text-soft">{t('sanctions:none')}</p>}
      <ol className="mt-5 space-y-4">
        {sanctions.map((sanction) => (
          <Sanction key={sanction.id} sanction={sanction} isSelf={isSelf} maySanction={maySanction} now={now} />
        ))}
      </ol>
    </div>
  )
}

function SanctionForm() {
  const refused = useActionData<typeof action>()
  const t = useT()
  const typed = refused?.form
  const errors = refused?.errors
  return (
    <form method="post" className="panel mt-5 space-y-5" aria-labelledby="new-sanction">
      <h2 id="new-sanction" className="subtitle">
        {t('sanctions:new')}
      </h2>
      <FormError errors={errors} fields={['days', 'reason']} />
      <fieldset>
        <legend className="label">{t('sanctions:which')}</legend>
        <div className="mt-1 grid gap-3 sm:grid-cols-3">
          {SANCTION_KINDS.map((kind) => (
            <label key={kind} className="card flex cursor-pointer gap-2 p-3 text-sm has-checked:border-accent">
              <input
                className="mt-1 self-start"
                type="radio"
                name="kind"
                value={kind}
                defaultChecked={typed?.kind === kind}
                required
              />
              <span>
                <span className="block font-medium">{t(`sanctions:kind.${kind}`)}</span>
                <span className="hint">{t(`sanctions:kind_hint.${kind}`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <SelectField
        name="days"
        label={t('sanctions:days')}
        hint={t('sanctions:days_hint')}
        defaultValue={typed?.days || '1'}
        errors={errors}
      >
        {SANCTION_DAYS.map((days) => (
          <option key={days} value={days ?? 'ever'}>
            {days === null ? t('sanctions:for_ever') : t('sanctions:for_days', { count: days })}
          </option>
        ))}
      </SelectField>
      <TextArea
        name="reason"
        label={t('sanctions:reason')}
        hint={t('sanctions:reason_hint')}
        defaultValue={typed?.reason}
        errors={errors}
        maxLength={1000}
        required
      />
      <button type="submit" className="btn-danger">
        {t('sanctions:give')}
      </button>
    </form>
  )
}

function Sanction({
  sanction,
  isSelf,
  maySanction,
  now,
}: {
  sanction: SanctionItem
  isSelf: boolean
  maySanction: boolean
  now: Date
}) {
  const { reading, t } = useLanguage()
  const timed = sanction.kind !== 'warning'
  const over = timed && sanction.endsAt !== null && sanction.endsAt <= now
  return (
    <li className="panel">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <span className={sanction.liftedAt || over ? 'chip-plain' : timed ? 'chip-bad' : 'chip-warn'}>
          {t(`sanctions:kind.${sanction.kind}`)}
        </span>
        {timed &&
          (sanction.endsAt ? (
            <span>
              {t('sanctions:until')} {day(sanction.endsAt, reading)}
            </span>
          ) : (
            <span>{t('sanctions:for_ever')}</span>
          ))}
        {sanction.liftedAt ? (
          <span className="hint">
            {t('sanctions:lifted_by', { name: sanction.liftedByName ?? '' })} <Time at={sanction.liftedAt} />
          </span>
        ) : (
          timed && <span className="hint">{t(over ? 'sanctions:over' : 'sanctions:running')}</span>
        )}
        <span className="hint ml-auto">
          {t('sanctions:given_by', { name: sanction.givenByName })} <Time at={sanction.givenAt} />
        </span>
      </p>
      <p dir="auto" className="mt-3 whitespace-pre-line wrap-anywhere">
        {sanction.reason}
      </p>
      {sanction.appeal && (
        <div className="mt-3 border-l-2 border-line pl-3">
          <p className="hint">
            {t('sanctions:appealed')} {sanction.appealedAt && <Time at={sanction.appealedAt} />}
          </p>
          <p className="whitespace-pre-line wrap-anywhere">{sanction.appeal}</p>
        </div>
      )}
      {isSelf && !sanction.appeal && !sanction.liftedAt && !over && (
        <form method="post" action={`/sanctions/${sanction.id}/appeal`} className="mt-4 space-y-3">
          <TextArea
            name="message"
            id={`appeal-${sanction.id}`}
            label={t('sanctions:appeal')}
            hint={t('sanctions:appeal_hint')}
            maxLength={2000}
            rows={3}
            required
          />
          <button type="submit" className="btn">
            {t('sanctions:appeal_send')}
          </button>
        </form>
      )}
      {maySanction && !sanction.liftedAt && !over && (
        <div className="mt-3">
          <ActionButton action={`/sanctions/${sanction.id}/end`} className="btn-small">
            <Icon name="undo-2" /> {t('sanctions:lift')}
          </ActionButton>
        </div>
      )}
    </li>
  )
}

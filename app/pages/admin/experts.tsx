import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { forbidden } from '#app/domain/errors.ts'
import { appointExpert } from '#app/domain/experts/appoint-expert.ts'
import { findAppointee } from '#app/domain/experts/find-appointee.ts'
import { listLapsingExperts } from '#app/domain/experts/lapse-experts.ts'
import { canAppointExpert } from '#app/domain/experts/permissions.ts'
import { listBusyTagsWithoutExpert, listCandidates, listCurrentExperts } from '#app/domain/experts/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { ActionButton, FormError, TextField } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { tagPath } from '#app/web/paths.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

const BUSY_DAYS = 30

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  if (!canAppointExpert(actor)) await orHttpError(Promise.reject(forbidden('expert.appoint')))
  const now = new Date()
  const rule = await getSetting(db, 'experts')
  const [candidates, lapsing, busy, standing] = await Promise.all([
    listCandidates(db, rule, now),
    listLapsingExperts(db, rule),
    listBusyTagsWithoutExpert(db, { since: new Date(now.getTime() - BUSY_DAYS * 86_400_000) }),
    listCurrentExperts(db),
  ])
  const standingByTag = standing
    .map(({ id, userId, name, tag, tagId, origin, lastActiveAt }) => ({
      id,
      userId,
      name,
      tag,
      tagId,
      origin,
      lastActiveAt,
    }))
    .sort((a, b) => a.tag.localeCompare(b.tag) || a.name.localeCompare(b.name))
  return {
    candidates,
    lapsing: lapsing.map(({ id, userId, name, tag, lapsesAt }) => ({ id, userId, name, tag, lapsesAt })),
    busy,
    standing: standingByTag,
    isAdmin: isAdmin(actor),
  }
}

const nameForm = z.object({ person: z.string().default(''), tag: z.string().default('') })

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = parseForm(nameForm, await readForm(request))
  const name = async () => appointExpert(db, actor, await findAppointee(db, form))
  const { failure } = await orFormErrors(name())
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirectSaved('/admin/experts')
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('experts:admin.title'))

export default function ExpertsAdmin() {
  const { candidates, lapsing, busy, standing, isAdmin } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { locale, t } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{isAdmin ? t('admin:title') : t('experts:admin.title')}</h1>
      {isAdmin && <AdminTabs current="experts" />}
      <p className="mt-4 text-soft">{t('experts:admin.intro')}</p>

      <form method="post" className="panel mt-4 grid items-start gap-4 sm:grid-cols-[1fr_1fr_auto]" data-stay="">
        <div className="sm:col-span-3 empty:hidden">
          <FormError errors={refused?.errors} fields={['person', 'tag']} />
        </div>
        <TextField
          name="person"
          label={t('experts:admin.person')}
          hint={t('experts:admin.person_hint')}
          defaultValue={refused?.form.person}
          errors={refused?.errors}
          autoComplete="off"
          required
        />
        <TextField
          name="tag"
          label={t('experts:admin.tag')}
          defaultValue={refused?.form.tag}
          errors={refused?.errors}
          autoComplete="off"
          required
        />
        <button type="submit" className="btn-primary sm:mt-6">
          {t('experts:admin.name')}
        </button>
      </form>

      <div className="mt-8 grid gap-8 lg:grid-cols-2">
        <Part
          id="candidates"
          title={t('experts:admin.candidates')}
          hint={t('experts:admin.candidates_hint')}
          empty={candidates.length === 0 && t('experts:admin.no_candidates')}
        >
          {candidates.map((one) => (
            <Line key={`${one.userId} ${one.tagId}`} userId={one.userId} name={one.name} tag={one.tag}>
              <span className="hint">{t('experts:admin.work', { count: one.answers, accepted: one.accepted })}</span>
              <span className={one.invitation === 'declined' ? 'chip-plain' : 'chip-info'}>
                {t(`experts:admin.invitation.${stateOf(one.invitation)}`)}
              </span>
            </Line>
          ))}
        </Part>
        <Part
          id="lapsing"
          title={t('experts:admin.lapsing')}
          hint={t('experts:admin.lapsing_hint')}
          empty={lapsing.length === 0 && t('experts:admin.no_lapsing')}
        >
          {lapsing.map((one) => (
            <Line key={one.id} userId={one.userId} name={one.name} tag={one.tag}>
              <span className="chip-warn">
                <Icon name="timer" /> <Time at={one.lapsesAt} />
              </span>
            </Line>
          ))}
        </Part>
        <Part
          id="busy"
          title={t('experts:admin.busy')}
          hint={t('experts:admin.busy_hint', { count: BUSY_DAYS })}
          empty={busy.length === 0 && t('experts:admin.no_busy')}
        >
          {busy.map((tag) => (
            <li key={tag.id} className="flex flex-wrap items-center gap-3 px-4 py-2.5">
              <a dir="auto" href={tagPath(tag.name)} className="tag">
                {tag.name}
              </a>
              <span className="hint ml-auto">
                {t('following:questions', { count: tag.questions, shown: count(tag.questions, locale) })} ·{' '}
                {t('experts:admin.unanswered', { count: tag.unanswered })}
              </span>
            </li>
          ))}
        </Part>
        <Part
          id="standing"
          title={t('experts:admin.standing')}
          hint={t('experts:admin.standing_hint')}
          empty={standing.length === 0 && t('experts:none')}
        >
          {standing.map((one) => (
            <Line key={one.id} userId={one.userId} name={one.name} tag={one.tag}>
              <span className="hint">
                {t(`experts:admin.origin.${one.origin}`)} · <Time at={one.lastActiveAt} />
              </span>
              <ActionButton
                action="/admin/experts/revocation"
                fields={{ userId: String(one.userId), tagId: String(one.tagId) }}
                label={t('experts:admin.revoke', { name: one.name, tag: one.tag })}
                stay
              >
                <Icon name="x" />
              </ActionButton>
            </Line>
          ))}
        </Part>
      </div>
    </div>
  )
}

function Part({
  id,
  title,
  hint,
  empty,
  children,
}: {
  id: string
  title: string
  hint: string
  empty: string | false
  children: ReactNode
}) {
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h2 id={id} className="subtitle">
        {title}
      </h2>
      <p className="hint">{hint}</p>
      {empty ? (
        <p className="card mt-2 px-4 py-3 text-sm text-soft">{empty}</p>
      ) : (
        <ul className="card mt-2 divide-y divide-line text-sm">{children}</ul>
      )}
    </section>
  )
}

function Line({ userId, name, tag, children }: { userId: number; name: string; tag: string; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
      <UserLink person={{ id: userId, name }} />
      <a href={tagPath(tag)} className="tag">
        {tag}
      </a>
      <div className="ml-auto flex flex-wrap items-center gap-2">{children}</div>
    </li>
  )
}

/** A member who lost the role and earned it again is invited again. */
const stateOf = (invitation: 'open' | 'accepted' | 'declined' | 'withdrawn' | null) =>
  invitation === 'open' || invitation === 'declined' ? invitation : 'soon'

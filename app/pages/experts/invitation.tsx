import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { notFound } from '#app/domain/errors.ts'
import { findInvitation } from '#app/domain/experts/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const invitation = await orHttpError(
    findInvitation(db, actor, idParam(params.invitationId)).then((found) => {
      if (!found) throw notFound('invitation')
      return found
    }),
  )
  const { windowDays, lapseDays, askedADay } = await getSetting(db, 'experts')
  return { invitation, figures: { windowDays, lapseDays, askedADay } }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, data) =>
  t('experts:invitation.title', { tag: data?.invitation.tag ?? '' }),
)

const CHARTER = ['answer', 'sources', 'kind', 'pass', 'honest', 'lapse'] as const

export default function Invitation() {
  const { invitation, figures } = useLoaderData<typeof loader>()
  const { id, tag, state } = invitation
  const t = useT()
  const earned = { ...figures, answers: invitation.answers, accepted: invitation.accepted }
  return (
    <div className="page-narrow">
      <h1 className="title">{t('experts:invitation.title', { tag })}</h1>
      <p className="mt-2">{t('experts:invitation.earned', earned)}</p>
      <section aria-labelledby="charter" className="panel mt-5">
        <h2 id="charter" className="subtitle">
          {t('experts:charter.title')}
        </h2>
        <ul className="mt-3 space-y-2.5">
          {CHARTER.map((point) => (
            <li key={point} className="flex gap-3">
              <Icon name="check" className="mt-1 text-good" /> <span>{t(`experts:charter.${point}`, figures)}</span>
            </li>
          ))}
        </ul>
      </section>
      {state === 'open' ? (
        <div className="mt-5 flex flex-wrap gap-3">
          <ActionButton action={`/experts/invitations/${id}/acceptance`} className="btn-primary">
            <Icon name="badge-check" /> {t('experts:invitation.accept')}
          </ActionButton>
          <ActionButton action={`/experts/invitations/${id}/refusal`} className="btn">
            {t('experts:invitation.decline')}
          </ActionButton>
        </div>
      ) : (
        <p role="status" className={`mt-5 ${state === 'accepted' ? 'notice-good' : 'notice-info'}`}>
          <Icon name={state === 'accepted' ? 'badge-check' : 'info'} />
          <span>
            {t(`experts:invitation.state.${state}`, { tag })}{' '}
            <a href={tagPath(tag)} className="link">
              {t('experts:invitation.to_tag', { tag })}
            </a>
          </span>
        </p>
      )}
    </div>
  )
}

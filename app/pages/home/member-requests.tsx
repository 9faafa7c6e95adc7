import type { MemberHomeData } from '#app/pages/home/member-home.server.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Promised, Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { tagPath, threadPath } from '#app/web/paths.ts'

/**
 * What others ask of this member: to become an expert, to answer, to stay active. Shows nothing when there is nothing.
 */
export function MemberRequests({ invitations, requests, lapsing }: MemberHomeData['asked']) {
  const t = useT()
  if (invitations.length + requests.length + lapsing.length === 0) return null
  return (
    <section aria-labelledby="asked">
      <h2 id="asked" className="mb-3 flex items-center gap-2 text-lg font-semibold">
        <Icon name="bell-ring" className="text-accent" /> {t('home:asked.title')}
      </h2>
      <ul className="card divide-y divide-line border-accent">
        {invitations.map((invitation) => (
          <li key={`invitation-${invitation.id}`} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <span className="min-w-0 flex-1 font-medium">{t('home:asked.invited', { tag: invitation.tag })}</span>
            <a href={`/experts/invitations/${invitation.id}`} className="btn-small">
              {t('home:asked.charter')}
            </a>
          </li>
        ))}
        {requests.map((request) => (
          <li key={`request-${request.id}`} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <div className="min-w-52 flex-1">
              <a
                href={threadPath({ id: request.threadId, title: request.title })}
                {...written(request.locale)}
                className="quiet-link font-medium wrap-anywhere"
              >
                {request.title}
              </a>
              <p className="hint text-xs">
                {t(`home:asked.${request.state === 'accepted' ? 'taken' : 'requested'}`)} ·{' '}
                <Time at={request.askedAt} />
              </p>
            </div>
            {request.state === 'open' && (
              <ActionButton action={`/expert-requests/${request.id}/acceptance`} className="btn-small">
                <Icon name="check" /> {t('home:asked.accept')}
              </ActionButton>
            )}
            <ActionButton action={`/expert-requests/${request.id}/pass`} className="btn-quiet" stay>
              {t('home:asked.pass')}
            </ActionButton>
          </li>
        ))}
        {lapsing.map((role) => (
          <li key={`role-${role.tag}`} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <span className="min-w-0 flex-1">
              <Promised
                at={role.lapsesAt}
                ahead={t('home:asked.lapsing', { tag: role.tag })}
                late={t('home:asked.lapsed', { tag: role.tag })}
              />
            </span>
            <a href={`${tagPath(role.tag)}?filter=needs_attention`} className="btn-small">
              {t('home:asked.its_questions')}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

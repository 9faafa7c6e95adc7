import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listLapsingExperts } from '#app/domain/experts/lapse-experts.ts'
import { canAppointExpert } from '#app/domain/experts/permissions.ts'
import { listExpertTags, listOpenInvitations } from '#app/domain/experts/queries.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Promised } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { titled } from '#app/web/meta.ts'
import { tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const rule = await getSetting(db, 'experts')
  const after = new URL(request.url).searchParams.get('after') ?? ''
  const [tags, invitations, lapsing] = await Promise.all([
    listExpertTags(db, { after: after.slice(0, 100) }),
    viewer ? listOpenInvitations(db, viewer) : [],
    viewer ? listLapsingExperts(db, rule, { userId: viewer.id }) : [],
  ])
  const { answers, accepted, windowDays, helpfulPercent, lapseDays } = rule
  return {
    tags: tags.items,
    next: tags.next,
    invitations,
    lapsing: lapsing.map(({ tag, lapsesAt }) => ({ tag, lapsesAt })),
    rule: { answers, accepted, windowDays, helpfulPercent, lapseDays },
    mayName: viewer !== null && canAppointExpert(viewer),
  }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('experts:title'), {
  description: (t) => t('experts:intro'),
})

export default function Experts() {
  const { tags, next, invitations, lapsing, rule, mayName } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="page-narrow">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="title mr-auto">{t('experts:title')}</h1>
        {mayName && (
          <a href="/admin/experts" className="btn-small">
            <Icon name="settings" /> {t('experts:admin.link')}
          </a>
        )}
      </div>
      <p className="mt-1 text-soft">{t('experts:intro')}</p>
      <p className="hint mt-2">{t('experts:rule', rule)}</p>
      <div className="mt-4 space-y-3 empty:hidden">
        {invitations.map((invitation) => (
          <p key={invitation.id} className="notice-good flex-wrap items-center">
            <Icon name="badge-check" />
            <span className="min-w-0 flex-1">
              {t('notifications:by.expert_invited.expert', { tag: invitation.tag })}
            </span>
            <a href={`/experts/invitations/${invitation.id}`} className="btn-small">
              {t('experts:invitation.read')}
            </a>
          </p>
        ))}
        {lapsing.map(({ tag, lapsesAt }) => (
          <p key={tag} className="notice-warn">
            <Icon name="timer" />
            <span>
              <Promised at={lapsesAt} ahead={t('experts:lapsing', { tag })} late={t('home:asked.lapsed', { tag })} />
            </span>
          </p>
        ))}
      </div>
      {tags.length === 0 ? (
        <div className="mt-4">
          <EmptyState icon="badge-check" title={t('experts:none')} />
        </div>
      ) : (
        <ul className="card mt-5 divide-y divide-line">
          {tags.map((tag) => (
            <li key={tag.id} className="grid gap-x-4 gap-y-2 px-4 py-4 sm:grid-cols-[12rem_1fr]">
              <div>
                <a dir="auto" href={tagPath(tag.name)} className="tag">
                  {tag.name}
                </a>
                <span className="hint mt-1 block text-xs">
                  {t('following:questions', { count: tag.threadCount, shown: count(tag.threadCount, locale) })}
                </span>
              </div>
              <ul className="flex flex-wrap gap-x-5 gap-y-2">
                {tag.experts.map((expert) => (
                  <li key={expert.id}>
                    <UserLink person={expert} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
      {next && (
        <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-end">
          <a href={`/experts?after=${encodeURIComponent(next)}`} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        </nav>
      )}
    </div>
  )
}

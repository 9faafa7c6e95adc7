import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listAwards, listBadges, listProgress } from '#app/domain/badges/queries.ts'
import { BadgeProgress } from '#app/ui/badge-progress.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const [badges, own, progress] = await Promise.all([
    listBadges(db),
    viewer ? listAwards(db, viewer.id) : [],
    viewer ? listProgress(db, viewer.id, { now: new Date() }) : [],
  ])
  return { badges, own: own.map((award) => award.badge), progress: progress.filter((each) => each.have > 0) }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('badges:title'), {
  description: (t) => t('badges:intro'),
})

const COLOUR = { gold: 'text-gold', silver: 'text-silver', bronze: 'text-bronze' }

export default function Badges() {
  const { badges, own, progress } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('badges:title')}</h1>
      <p className="mt-1 text-soft">{t('badges:intro')}</p>
      {(['gold', 'silver', 'bronze'] as const).map((tier) => (
        <section key={tier} aria-labelledby={tier} className="mt-6">
          <h2 id={tier} className="flex items-center gap-2 text-lg font-semibold">
            <Icon name="award" className={COLOUR[tier]} /> {t(`badges:class.${tier}`)}
          </h2>
          <ul className="card mt-3 divide-y divide-line">
            {badges
              .filter((badge) => badge.class === tier)
              .map((badge) => {
                const way = progress.find((each) => each.badge === badge.id)
                return (
                  <li key={badge.id} className="flex items-center gap-4 px-4 py-3 sm:px-5">
                    <div className="min-w-0 flex-1">
                      <h3 className="font-semibold">
                        <a href={`/badges/${badge.id}`} className="quiet-link">
                          {t(`badges:${badge.id}.name`)}
                        </a>{' '}
                        {own.includes(badge.id) && (
                          <span className="chip-good">
                            <Icon name="check" /> {t('badges:yours')}
                          </span>
                        )}
                      </h3>
                      <p className="hint">{t(`badges:${badge.id}.text`)}</p>
                      {way && (
                        <p className="mt-1">
                          <BadgeProgress progress={way} />
                        </p>
                      )}
                    </div>
                    <span className="hint shrink-0">
                      {t('badges:people', { count: badge.people, shown: count(badge.people, locale) })}
                    </span>
                  </li>
                )
              })}
          </ul>
        </section>
      ))}
    </div>
  )
}

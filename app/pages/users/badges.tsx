import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listAwards, listProgress } from '#app/domain/badges/queries.ts'
import { requireUserOf } from '#app/pages/users/profile.server.ts'
import { BadgeProgress } from '#app/ui/badge-progress.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { day } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { db } from '#db/client.server.ts'

export async function loader({ params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const userId = await requireUserOf(params)
  const [awards, progress] = await Promise.all([
    listAwards(db, userId),
    viewer?.id === userId ? listProgress(db, userId, { now: new Date() }) : [],
  ])
  return { awards, progress }
}

const COLOUR = { gold: 'text-gold', silver: 'text-silver', bronze: 'text-bronze' }

export default function BadgesOfPerson() {
  const { awards, progress } = useLoaderData<typeof loader>()
  const { reading, t } = useLanguage()
  return (
    <div className="space-y-8">
      <section>
        <h2 className="mb-3 text-lg font-semibold">{t('users:tab.badges')}</h2>
        {awards.length === 0 ? (
          <EmptyState icon="award" title={t('users:none.badges')}>
            <a href="/badges" className="link">
              {t('users:all_badges')}
            </a>
          </EmptyState>
        ) : (
          <ul className="card divide-y divide-line">
            {awards.map((award) => (
              <li key={`${award.badge}-${award.tag}`} className="flex items-center gap-3 px-4 py-3">
                <Icon name="award" className={`text-xl ${COLOUR[award.class]}`} />
                <div className="min-w-0 flex-1">
                  <a href={`/badges/${award.badge}`} className="quiet-link font-medium">
                    {t(`badges:${award.badge}.name`)}
                    {award.tag && ` · ${award.tag}`}
                  </a>
                  {award.times > 1 && <span className="hint"> ×{award.times}</span>}
                  <p className="hint">{t(`badges:${award.badge}.text`)}</p>
                </div>
                <span className="hint shrink-0">{day(award.firstAt, reading)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {progress.length > 0 && (
        <section>
          <h2 className="mb-3 text-lg font-semibold">{t('badges:way')}</h2>
          <ul className="card divide-y divide-line">
            {progress.map((each) => (
              <li key={each.badge} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
                <div className="min-w-0 flex-1 basis-56">
                  <a href={`/badges/${each.badge}`} className="quiet-link font-medium">
                    {t(`badges:${each.badge}.name`)}
                  </a>
                  <p className="hint">{t(`badges:${each.badge}.text`)}</p>
                </div>
                <BadgeProgress progress={each} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

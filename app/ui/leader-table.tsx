import { LEADER_PERIODS, type LeaderPeriod } from '#app/domain/profiles/leader-periods.ts'
import type { Leader, TagLeader } from '#app/domain/profiles/leaders.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { UserLink } from '#app/ui/user-link.tsx'

/** A table of leaders with its periods. The table of a tag also shows answers. */
export function LeaderTable({
  leaders,
  path,
  period,
  viewerId,
}: {
  leaders: Array<Leader & Partial<TagLeader>>
  /** The address of the page with the table; the period is appended. */
  path: string
  period: LeaderPeriod
  viewerId: number | null
}) {
  const { locale, t } = useLanguage()
  const ofTag = leaders[0]?.answers !== undefined
  return (
    <>
      <nav aria-label={t('users:leaders.period')} className="mt-4 flex flex-wrap gap-1">
        {LEADER_PERIODS.map((each) => (
          <a
            key={each}
            href={`${path}${path.includes('?') ? '&' : '?'}period=${each}`}
            aria-current={each === period ? 'page' : undefined}
            className="btn-quiet aria-[current]:bg-accent-soft aria-[current]:text-accent"
          >
            {t(`users:leaders.${each}`)}
          </a>
        ))}
      </nav>
      {leaders.length === 0 ? (
        <div className="mt-4">
          <EmptyState icon="star" title={t('users:leaders.none')}>
            {t('users:leaders.none_hint')}
          </EmptyState>
        </div>
      ) : (
        <div className="card mt-4 overflow-x-auto">
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="w-14 text-right">
                  {t('users:leaders.rank')}
                </th>
                <th scope="col">{t('users:leaders.who')}</th>
                <th scope="col" className="text-right">
                  {t(ofTag ? 'users:leaders.score' : 'users:leaders.points')}
                </th>
                {ofTag && (
                  <>
                    <th scope="col" className="text-right max-sm:hidden">
                      {t('users:leaders.answers')}
                    </th>
                    <th scope="col" className="text-right max-sm:hidden">
                      {t('users:leaders.accepted')}
                    </th>
                  </>
                )}
              </tr>
            </thead>
            <tbody>
              {leaders.map((leader, index) => (
                <tr key={leader.id} className={leader.id === viewerId ? 'bg-accent-soft/50' : ''}>
                  <td className="text-right font-semibold tabular-nums">{index + 1}</td>
                  <td>
                    <UserLink person={{ id: leader.id, name: leader.name, looksLike: leader.looksLike }} />{' '}
                    {leader.id === viewerId && <span className="chip-info">{t('users:leaders.you')}</span>}
                  </td>
                  <td className="text-right font-semibold tabular-nums">{count(leader.points, locale)}</td>
                  {ofTag && (
                    <>
                      <td className="text-right tabular-nums max-sm:hidden">{count(leader.answers ?? 0, locale)}</td>
                      <td className="text-right tabular-nums max-sm:hidden">{count(leader.accepted ?? 0, locale)}</td>
                    </>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

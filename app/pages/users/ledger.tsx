import type { LedgerEntry } from '#app/domain/reputation/queries.ts'
import { calendarDay } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Time } from '#app/ui/time.tsx'
import { articlePath, postPath } from '#app/web/paths.ts'

/** The reputation entries by day (UTC, like the daily limit), with the points of a day that are over the limit. */
export function Ledger({ entries, over, cap }: { entries: LedgerEntry[]; over: Record<string, number>; cap: number }) {
  const { t, reading } = useLanguage()
  const days = [...new Set(entries.map((entry) => entry.day))]
  return (
    <div className="space-y-4">
      {days.map((day) => (
        <section key={day} aria-labelledby={`day-${day}`} className="card">
          <h3 id={`day-${day}`} className="border-b border-line px-4 py-2 text-sm font-semibold">
            {calendarDay(new Date(`${day}T00:00:00Z`), reading)}
          </h3>
          <ul className="divide-y divide-line text-sm">
            {entries
              .filter((entry) => entry.day === day)
              .map((entry) => (
                <Row key={entry.id} entry={entry} />
              ))}
          </ul>
          {(over[day] ?? 0) > 0 && (
            <p className="border-t border-line bg-warn-soft px-4 py-2 text-sm">
              {t('users:ledger.over', { over: over[day], max: cap })}
            </p>
          )}
        </section>
      ))}
    </div>
  )
}

function Row({ entry }: { entry: LedgerEntry }) {
  const { t } = useLanguage()
  const { points, reversal } = entry
  const shown = points > 0 ? `+${points}` : `−${-points}`
  const colour = reversal ? 'text-soft' : points < 0 ? 'text-bad' : 'text-good'
  const kind = t(`account:reputation.${entry.kind}`)
  return (
    <li className="flex items-baseline gap-3 px-4 py-2">
      <span className={`w-10 shrink-0 text-right font-semibold tabular-nums ${colour}`}>
        {reversal ? <s>{shown}</s> : shown}
      </span>
      <p className="min-w-0 flex-1 wrap-anywhere">
        {reversal ? <s className="text-soft">{kind}</s> : kind}{' '}
        {entry.threadId && entry.postId && (
          <a dir="auto" href={postPath(entry.threadId, entry.postId)} className="link">
            {entry.title}
          </a>
        )}
        {entry.articleId && (
          <a href={articlePath({ id: entry.articleId, title: entry.articleTitle ?? '' })} className="link">
            {entry.articleTitle ?? t('users:ledger.article')}
          </a>
        )}
        {reversal && (
          <span className="hint block text-xs">
            {t('users:ledger.reversed')} · {t(`users:ledger.reason.${reversal}`)}
          </span>
        )}
      </p>
      <span className="hint shrink-0 text-xs max-sm:hidden">
        <Time at={entry.createdAt} />
      </span>
    </li>
  )
}

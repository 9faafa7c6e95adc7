import type { NextPrivilege as Next } from '#app/domain/users/next-privilege.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/**
 * Which privilege the next points open, and how many are missing; made by `nextPrivilege(actor)`. Shows nothing when
 * all are open.
 */
export function NextPrivilege({ next, heading = 'h2' }: { next: Next | undefined; heading?: 'h2' | 'h3' }) {
  const { locale, t } = useLanguage()
  if (!next) return null
  const Heading = heading
  return (
    <section aria-labelledby="next-privilege" className="panel">
      <Heading id="next-privilege" className="subtitle flex items-center gap-2">
        <Icon name="sparkles" className="text-accent" /> {t('privileges:next')}
      </Heading>
      <p className="hint mt-1">
        {t('privileges:next_text', { count: next.missing, shown: count(next.missing, locale) })}
      </p>
      <ul className="mt-1 text-sm font-medium">
        {next.privileges.map((privilege) => (
          <li key={privilege}>{t(`privileges:name.${privilege}`)}</li>
        ))}
      </ul>
      <PrivilegeProgress next={next} />
      <a href="/privileges" className="link mt-2 inline-block text-sm">
        {t('privileges:see_all')}
      </a>
    </section>
  )
}

/** The progress from the last threshold to the next, as a bar and in words. */
export function PrivilegeProgress({ next }: { next: Next }) {
  const { locale, t } = useLanguage()
  const text = t('privileges:progress', { have: count(next.have, locale), points: count(next.points, locale) })
  const share = (next.have - next.from) / (next.points - next.from)
  return (
    <div className="mt-2">
      <div
        role="progressbar"
        aria-label={t('privileges:next')}
        aria-valuemin={next.from}
        aria-valuemax={next.points}
        aria-valuenow={next.have}
        aria-valuetext={text}
        className="h-2 overflow-hidden rounded-full bg-line"
      >
        {/* Never completely empty: an empty bar looks broken. */}
        <div className="h-full rounded-full bg-accent" style={{ width: `${Math.max(3, Math.round(share * 100))}%` }} />
      </div>
      <p className="hint mt-1 text-xs">{text}</p>
    </div>
  )
}

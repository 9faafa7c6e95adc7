import type { ReactNode } from 'react'
import type { Privilege } from '#app/domain/users/privilege-presets.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/** How many points each missing privilege needs, and how many the reader has: `missingPrivileges(viewer)`. */
export type PointsNeeded = { have: number; points: Partial<Record<Privilege, number>> }

// The popover of the browser works without JavaScript. React passes its attributes through only in the spelling of
// HTML.
const POPOVER = { popover: 'auto' }
const toggles = (privilege: Privilege, action: 'toggle' | 'hide' = 'toggle') => ({
  popovertarget: `points-needed-${privilege}`,
  popovertargetaction: action,
})

/**
 * Shown in place of a control for which the reader has too few points. It looks disabled, keeps its place in the tab
 * order, and says on hover and on click how many points it takes. `PointsNeededNotes` contains the sentences.
 */
export function LockedButton({
  needs,
  privilege,
  action,
  className,
  children,
}: {
  needs: PointsNeeded
  privilege: Privilege
  /** What the control would do, for screen readers. */
  action: string
  className: string
  children: ReactNode
}) {
  const { locale, t } = useLanguage()
  const points = needs.points[privilege] ?? 0
  const label = t('privileges:locked_button', { action, points: count(points, locale) })
  return (
    <button
      type="button"
      aria-disabled="true"
      aria-label={label}
      title={t('privileges:points_needed', { count: points, shown: count(points, locale) })}
      {...toggles(privilege)}
      className={`${className} opacity-60`}
    >
      {children}
    </button>
  )
}

/** The same as a sentence, where there is no control. Shows nothing to a reader who has the points. */
export function PointsNeededHint({
  needs,
  privilege,
  className = 'hint',
}: {
  needs: PointsNeeded
  privilege: Privilege
  className?: string
}) {
  const { locale, t } = useLanguage()
  const points = needs.points[privilege]
  if (points === undefined) return null
  const name = t(`privileges:name.${privilege}`)
  return (
    <p className={className}>
      {t('privileges:points_needed_hint', { name, points: count(points, locale) })}{' '}
      <a href="/privileges" className="link">
        {t('privileges:see_all')}
      </a>
    </p>
  )
}

/** The sentences that the disabled controls of a page open. Used once, at the end of the page. */
export function PointsNeededNotes({ needs, of }: { needs: PointsNeeded; of: Privilege[] }) {
  const { locale, t } = useLanguage()
  return of.map((privilege) => {
    const points = needs.points[privilege]
    if (points === undefined) return null
    return (
      <div
        key={privilege}
        id={`points-needed-${privilege}`}
        {...POPOVER}
        className="card m-auto mb-6 max-w-md border-line-strong p-4 text-sm text-ink shadow-lg"
      >
        <p className="flex items-center gap-2 font-semibold">
          <Icon name="lock" className="text-soft" /> {t(`privileges:name.${privilege}`)}
        </p>
        <p className="mt-1">
          {t('privileges:points_needed_text', { points: count(points, locale), have: count(needs.have, locale) })}
        </p>
        <p className="mt-3 flex flex-wrap gap-3">
          <a href="/privileges" className="btn-small">
            {t('privileges:see_all')}
          </a>
          <button type="button" {...toggles(privilege, 'hide')} className="btn-quiet">
            {t('privileges:points_needed_close')}
          </button>
        </p>
      </div>
    )
  })
}

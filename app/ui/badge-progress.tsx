import type { BadgeProgress as Progress } from '#app/domain/badges/queries.ts'
import { useT } from '#app/ui/i18n.tsx'

/** The progress of a member towards a badge. */
export function BadgeProgress({ progress: { badge, have, goal } }: { progress: Progress }) {
  const t = useT()
  const text = t('badges:progress', { have, goal })
  return (
    <span className="flex items-center gap-2 text-xs text-soft">
      <span
        role="progressbar"
        aria-label={t('badges:progress_of', { name: t(`badges:${badge}.name`) })}
        aria-valuemin={0}
        aria-valuemax={goal}
        aria-valuenow={have}
        aria-valuetext={text}
        className="h-1.5 w-24 overflow-hidden rounded-full bg-line"
      >
        <span
          className="block h-full rounded-full bg-accent"
          style={{ width: `${Math.round((have / goal) * 100)}%` }}
        />
      </span>
      <span aria-hidden="true" className="whitespace-nowrap tabular-nums">
        {text}
      </span>
    </span>
  )
}

import type { Held } from '#app/domain/posts/find-held.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/** Says to the author of a post that is queued for approval why it waits, for whom, and how long that usually takes. */
export function HeldNote({ held, className = '' }: { held: Held | undefined; className?: string }) {
  const { locale, t } = useLanguage()
  if (!held) return null
  const [unit, number] = roughly(held.usualMinutes)
  return (
    <p className={`notice-info ${className}`}>
      <Icon name="clock" />
      <span>
        {t(`questions:held.${held.reason ?? 'first'}`)}{' '}
        {unit
          ? t(`questions:held.${unit}`, { count: number, shown: count(number, locale) })
          : t('questions:held.unknown')}{' '}
        {t('questions:held.told')}
      </span>
    </p>
  )
}

/** In words that promise no more than is known: rounded up. */
function roughly(minutes: number | null): ['minutes' | 'hours' | 'days', number] | [undefined, 0] {
  if (minutes === null) return [undefined, 0]
  if (minutes < 55) return ['minutes', 5 * Math.ceil(minutes / 5)]
  if (minutes < 47 * 60) return ['hours', Math.ceil(minutes / 60)]
  return ['days', Math.ceil(minutes / 1440)]
}

import { exactTime, relativeTime } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'

/** "3 hours ago", with the exact time on hover and in `datetime`. */
export function Time({ at }: { at: Date }) {
  const { locale, now, t } = useLanguage()
  return (
    <time dateTime={at.toISOString()} title={exactTime(at, locale)}>
      {Math.abs(now.getTime() - at.getTime()) < 60_000 ? t('common:just_now') : relativeTime(at, now, locale)}
    </time>
  )
}

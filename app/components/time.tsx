import { useLanguage } from '#app/components/i18n.tsx'
import { exactTime, relativeTime } from '#app/lib/format.ts'

/** "3 hours ago", with the exact moment on hover and for machines. */
export function Time({ at }: { at: Date }) {
  const { locale, now } = useLanguage()
  return (
    <time dateTime={at.toISOString()} title={exactTime(at, locale)}>
      {relativeTime(at, now, locale)}
    </time>
  )
}

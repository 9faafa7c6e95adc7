import { exactTime, relativeTime } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'

const MINUTE = 60_000
/** Clocks of several machines differ a little: what is this near was not announced for later. */
const NOW = 5_000

/** "3 hours ago", with the exact time where the reader is on hover, and in `datetime` for programs. */
export function Time({ at }: { at: Date }) {
  const { locale, now, t, reading } = useLanguage()
  const ahead = at.getTime() - now.getTime()
  return (
    <time dateTime={at.toISOString()} title={exactTime(at, reading)}>
      {ahead > NOW && ahead < MINUTE
        ? t('common:in_a_moment')
        : Math.abs(ahead) < MINUTE
          ? t('common:just_now')
          : relativeTime(at, now, locale)}
    </time>
  )
}

/** What was promised for a time: until then what to expect, afterwards that it is late. */
export function Promised({ at, ahead, late }: { at: Date; ahead: string; late: string }) {
  const { now } = useLanguage()
  return (
    <>
      {at > now ? ahead : late} <Time at={at} />.
    </>
  )
}

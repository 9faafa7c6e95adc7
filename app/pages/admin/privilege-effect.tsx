import type { PrivilegeChange } from '#app/domain/users/count-privilege-changes.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'

/** Says how many members a change of points gives a privilege or takes it from. */
export function PrivilegeEffect({ change, short = false }: { change: PrivilegeChange | undefined; short?: boolean }) {
  const { locale, t } = useLanguage()
  if (!change) return null
  const gains = change.gain > 0
  const people = gains ? change.gain : change.lose
  const shown = count(people, locale)
  const sentence = t(gains ? 'settings:privileges.gain' : 'settings:privileges.lose', { count: people, shown })
  if (!short) return <span>{sentence}</span>
  return (
    <span className={`block text-xs ${gains ? 'text-good' : 'text-bad'}`} title={sentence}>
      <span aria-hidden="true">{gains ? `+${shown}` : `−${shown}`}</span>
      <span className="sr-only">{sentence}</span>
    </span>
  )
}

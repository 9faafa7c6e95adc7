import type { FollowSubject } from '#app/domain/follows/subjects.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/**
 * Follows or unfollows; for members. `name` says to a screen reader what is followed, where a page has several buttons.
 */
export function FollowButton({
  subject,
  id,
  following,
  name,
  className = 'btn-small',
}: {
  subject: FollowSubject
  id: number
  following: boolean
  name?: string
  className?: string
}) {
  const t = useT()
  return (
    <ActionButton
      action={`/${subject === 'threads' ? 'questions' : subject}/${id}/follow`}
      fields={following ? { undo: 'on' } : {}}
      className={`${className} aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent`}
      pressed={following}
      stay
    >
      <Icon name={following ? 'check' : 'bell'} /> {t(following ? 'following:followed' : 'following:follow')}
      {name && <span className="sr-only"> {name}</span>}
    </ActionButton>
  )
}

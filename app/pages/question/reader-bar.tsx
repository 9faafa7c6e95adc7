import { useEffect, useState } from 'react'
import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { FollowButton } from '#app/ui/follow-button.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

type Props = Pick<ThreadPageData, 'thread' | 'reader' | 'may'>

/** Below the question: "I have the same problem" with the number of me-toos, and the follow button. */
export function ReaderBar({ thread, reader, may }: Props) {
  const { locale, t } = useLanguage()
  const { meTooCount } = thread
  const shown = count(meTooCount, locale)
  if (thread.questionState !== 'visible') return null
  return (
    <div className="no-print mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm">
      {!may.isAsker && (
        <ActionButton
          action={`/questions/${thread.id}/me-too`}
          fields={reader.meToo ? { undo: 'on' } : {}}
          className="btn-small aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
          pressed={reader.meToo}
          stay
        >
          <Icon name={reader.meToo ? 'check' : 'hand'} /> {t('questions:me_too')}
        </ActionButton>
      )}
      {may.signedIn && <FollowButton subject="threads" id={thread.id} following={reader.following} />}
      {meTooCount > 0 && <span className="hint">{t('questions:me_toos', { count: meTooCount, shown })}</span>}
      {thread.helpedCount > 0 && (
        <span className="hint inline-flex items-center gap-1">
          <Icon name="heart" className="text-good" /> {t('suggestions:helped', { count: thread.helpedCount })}
        </span>
      )}
    </div>
  )
}

/** Who is writing an answer now, shown above the reader's answer form until they have not said so for long. */
export function AnsweringNow({ people }: { people: ThreadPageData['reader']['answering'] }) {
  const { locale, t } = useLanguage()
  const [over, setOver] = useState(0)
  const here = people.filter(({ until }) => until > over)
  const next = Math.min(...here.map(({ until }) => until))
  useEffect(() => {
    if (next === Number.POSITIVE_INFINITY) return
    const timer = setTimeout(() => setOver(next), Math.max(0, next - Date.now()))
    return () => clearTimeout(timer)
  }, [next])
  if (here.length === 0) return null
  const names = new Intl.ListFormat(locale).format(here.map((person) => person.name))
  return (
    <p className="no-print mt-6 flex items-center gap-2 text-sm text-soft" data-answering="">
      <Icon name="pencil" /> {t('following:answering', { count: here.length, names })}
    </p>
  )
}

/** Above the question: an expert has accepted the request, or the reader is asked. */
export function ExpertNotices({ reader, may }: Pick<ThreadPageData, 'reader' | 'may'>) {
  const { t } = useLanguage()
  const { taken, asked } = reader
  if (asked) {
    const mine = asked.state === 'accepted'
    return (
      <div className="notice-info no-print mt-3 flex-wrap items-center">
        <Icon name="hand" />
        <p className="min-w-0 flex-1">{t(mine ? 'following:request.mine' : 'following:request.asked')}</p>
        <div className="flex gap-2">
          {!mine && !taken && (
            <ActionButton action={`/expert-requests/${asked.id}/acceptance`} className="btn-small" stay>
              <Icon name="check" /> {t('notifications:take')}
            </ActionButton>
          )}
          <ActionButton action={`/expert-requests/${asked.id}/pass`} className="btn-small" stay>
            {t(mine ? 'following:request.give_back' : 'notifications:pass')}
          </ActionButton>
        </div>
      </div>
    )
  }
  if (!taken || !may.signedIn) return null
  return (
    <p className="notice-info no-print mt-3">
      <Icon name="badge-check" /> {t('following:request.taken', { name: taken.name })}
    </p>
  )
}

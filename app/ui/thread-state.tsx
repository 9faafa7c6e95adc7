import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { CloseReason, ThreadState } from '#db/schema.ts'

type Facts = { state: ThreadState; closeReason: CloseReason | null; escalated?: unknown }

/** The state of a thread, in words and in a colour. */
export function ThreadStateChips({ state, closeReason, escalated }: Facts) {
  const t = useT()
  return (
    <>
      {closeReason && closeReason !== 'solved' && (
        <span className="chip-plain">
          <Icon name="lock" /> {t(`questions:closed.${closeReason}`)}
        </span>
      )}
      {state === 'solved' && (
        <span className="chip-good">
          <Icon name="circle-check" /> {t('questions:state.solved')}
        </span>
      )}
      {!closeReason && state === 'needs_info' && (
        <span className="chip-warn">
          <Icon name="circle-help" /> {t('questions:state.needs_info')}
        </span>
      )}
      {Boolean(escalated) && state !== 'solved' && (
        <span className="chip-info">
          <Icon name="headset" /> {t('questions:state.with_staff')}
        </span>
      )}
    </>
  )
}

/** Says that only the requester and staff read a thread. */
export function PrivateChip() {
  const t = useT()
  return (
    <span className="chip-info" title={t('questions:private.note')}>
      <Icon name="lock" /> {t('questions:private.chip')}
    </span>
  )
}

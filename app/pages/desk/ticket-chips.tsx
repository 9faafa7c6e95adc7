import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import type { TicketPriority, TicketState } from '#db/schema.ts'

const STATE_CLASS: Record<TicketState, string> = {
  new: 'chip-info',
  open: 'chip-info',
  pending: 'chip-warn',
  on_hold: 'chip-plain',
  solved: 'chip-good',
  closed: 'chip-plain',
}

export function TicketStateChip({ state }: { state: TicketState }) {
  const t = useT()
  return <span className={STATE_CLASS[state]}>{t(`desk:state.${state}`)}</span>
}

/** Shown only for a priority that is not normal. */
export function PriorityChip({ priority }: { priority: TicketPriority }) {
  const t = useT()
  if (priority === 'normal') return null
  const urgent = priority === 'urgent' || priority === 'high'
  return (
    <span className={priority === 'urgent' ? 'chip-bad' : urgent ? 'chip-warn' : 'chip-plain'}>
      {urgent && <Icon name="triangle-alert" />} {t(`desk:priority.${priority}`)}
    </span>
  )
}

const SOON = 3_600_000

/** A deadline: red and in words when it is past, amber in its last hour. */
export function Deadline({ at }: { at: Date }) {
  const { now, t } = useLanguage()
  const late = at < now
  const soon = !late && at.getTime() - now.getTime() < SOON
  return (
    <span className={late ? 'chip-bad' : soon ? 'chip-warn' : 'chip-plain'}>
      <Icon name={late ? 'circle-alert' : 'clock'} />
      {late && <span>{t('desk:late')} ·</span>}
      <Time at={at} />
    </span>
  )
}

/** Says that a deadline was missed, even if the work was done later. */
export function MissedChip() {
  const t = useT()
  return (
    <span className="chip-bad">
      <Icon name="circle-alert" /> {t('desk:missed')}
    </span>
  )
}

import { useEffect } from 'react'
import { Composer, type RefusedMessage } from '#app/pages/desk/composer.tsx'
import type { TicketPageData } from '#app/pages/desk/ticket.server.ts'
import { type RefusedChanges, TicketAside } from '#app/pages/desk/ticket-aside.tsx'
import { PriorityChip, TicketStateChip } from '#app/pages/desk/ticket-chips.tsx'
import { TicketHistory } from '#app/pages/desk/ticket-history.tsx'
import { refreshCounters } from '#app/ui/frame/counters.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PrivateChip } from '#app/ui/thread-state.tsx'
import { written } from '#app/ui/written.tsx'
import { threadPath } from '#app/web/paths.ts'

type Props = {
  page: TicketPageData
  /** The message that was refused, or the changes. */
  refusedMessage?: RefusedMessage | undefined
  refusedChanges?: RefusedChanges | undefined
}

/** A ticket on the desk: its history, the form of a message, and beside them what can be changed. */
export function TicketPage({ page, refusedMessage: refused, refusedChanges }: Props) {
  const { ticket, posts, events, names, staff, may, opened, draft } = page
  const { t } = useLanguage()
  useEffect(() => {
    navigator.sendBeacon('/notifications/reading', new URLSearchParams({ ticket: String(ticket.id) }))
    refreshCounters()
  }, [ticket.id])
  return (
    <div className="page with-aside">
      <article className="min-w-0" aria-labelledby="ticket-title">
        <p className="hint">
          <a href="/desk" className="link">
            {t('desk:title')}
          </a>{' '}
          / {t('desk:number', { id: ticket.id })}
        </p>
        <h1 id="ticket-title" {...written(ticket.locale)} className="title mt-1 wrap-anywhere">
          {ticket.title}
        </h1>
        <p className="mt-2 flex flex-wrap items-center gap-2">
          <TicketStateChip state={ticket.state} />
          <PriorityChip priority={ticket.priority} />
          <span className="chip-plain">
            <Icon name="user" /> {ticket.ownerName ?? t('desk:nobody')}
          </span>
          {ticket.isPrivate && <PrivateChip />}
          <a href={threadPath({ id: ticket.threadId, title: ticket.title })} className="btn-quiet">
            <Icon name={ticket.isPrivate ? 'lock' : 'message-circle'} />{' '}
            {t(ticket.isPrivate ? 'desk:open_private' : 'desk:open_thread')}
          </a>
        </p>

        {ticket.threadEnd && (
          <p className="notice-warn mt-4">
            <Icon name="info" />{' '}
            {t(ticket.isPrivate ? `desk:private_end.${ticket.threadEnd}` : `desk:thread_end.${ticket.threadEnd}`)}
          </p>
        )}
        <h2 className="sr-only">{t('desk:history')}</h2>
        <TicketHistory posts={posts} events={events} names={names} ticket={ticket} />

        {may.write && <Composer key={posts.length} ticket={ticket} may={may} draft={draft} refused={refused} />}
      </article>
      <TicketAside ticket={ticket} staff={staff} may={may} opened={opened} refused={refusedChanges} />
    </div>
  )
}

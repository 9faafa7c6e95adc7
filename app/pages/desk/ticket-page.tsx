import { useEffect } from 'react'
import type { TicketPageData } from '#app/pages/desk/ticket.server.ts'
import { type RefusedChanges, TicketAside } from '#app/pages/desk/ticket-aside.tsx'
import { PriorityChip, TicketStateChip } from '#app/pages/desk/ticket-chips.tsx'
import { TicketHistory } from '#app/pages/desk/ticket-history.tsx'
import { DraftBar } from '#app/ui/editor/draft-bar.tsx'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { FormError } from '#app/ui/form.tsx'
import { refreshCounters } from '#app/ui/frame/counters.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { HttpError } from '#app/web/http.ts'
import { threadPath, ticketPath } from '#app/web/paths.ts'

type Props = {
  page: TicketPageData
  /** The message that was refused, or the changes. */
  refusedMessage?: { errors: HttpError[]; form: { body: string; readers: string } } | undefined
  refusedChanges?: RefusedChanges | undefined
}

/** A ticket on the desk: its history, the form of a message, and beside them what can be changed. */
export function TicketPage({ page, refusedMessage: refused, refusedChanges }: Props) {
  const { ticket, posts, events, staff, may, opened, draft } = page
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
        <h1 id="ticket-title" lang={ticket.locale} className="title mt-1 wrap-anywhere">
          {ticket.title}
        </h1>
        <p className="mt-2 flex flex-wrap items-center gap-2">
          <TicketStateChip state={ticket.state} />
          <PriorityChip priority={ticket.priority} />
          <span className="chip-plain">
            <Icon name="user" /> {ticket.ownerName ?? t('desk:nobody')}
          </span>
          <a href={threadPath({ id: ticket.threadId, title: ticket.title })} className="btn-quiet">
            <Icon name="message-circle" /> {t('desk:open_thread')}
          </a>
        </p>

        {ticket.threadEnd && (
          <p className="notice-warn mt-4">
            <Icon name="info" /> {t(`desk:thread_end.${ticket.threadEnd}`)}
          </p>
        )}
        <h2 className="sr-only">{t('desk:history')}</h2>
        <TicketHistory posts={posts} events={events} locale={ticket.locale} />

        {may.write && (
          <section aria-labelledby="write" className="panel mt-6">
            <h2 id="write" className="subtitle">
              {t('desk:write.title')}
            </h2>
            <form key={posts.length} method="post" action={ticketPath(ticket.id)} className="mt-3 space-y-4">
              <FormError errors={refused?.errors} fields={['body']} />
              <fieldset>
                <legend className="label">{t('desk:write.readers')}</legend>
                <div className="flex flex-col gap-2 sm:flex-row sm:flex-wrap sm:gap-x-6">
                  {may.readers.map((readers) => (
                    <label key={readers} className="flex items-start gap-2 text-sm">
                      <input
                        type="radio"
                        name="readers"
                        value={readers}
                        defaultChecked={readers === (refused?.form.readers ?? draft?.fields.readers ?? may.readers[0])}
                        className="mt-1"
                      />
                      <span>
                        {t(`desk:write.${readers}`)}
                        <span className="hint block">{t(`desk:write.${readers}_hint`)}</span>
                      </span>
                    </label>
                  ))}
                </div>
              </fieldset>
              <MarkdownField
                label={t('desk:write.body')}
                defaultValue={refused?.form.body ?? draft?.fields.body}
                errors={refused?.errors}
                threadId={ticket.threadId}
                required
              />
              <div className="form-end">
                <button type="submit" className="btn-primary">
                  <Icon name="send" /> {t('desk:write.send')}
                </button>
                <DraftBar name={`ticket-${ticket.id}`} draft={draft} blank={{ readers: may.readers[0] ?? 'staff' }} />
              </div>
            </form>
          </section>
        )}
      </article>
      <TicketAside ticket={ticket} staff={staff} may={may} opened={opened} refused={refusedChanges} />
    </div>
  )
}

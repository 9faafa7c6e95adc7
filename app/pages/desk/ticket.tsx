import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useEffect } from 'react'
import { z } from 'zod'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { getTicket } from '#app/domain/tickets/queries.ts'
import { READERS } from '#app/domain/tickets/readers.ts'
import { Composer } from '#app/pages/desk/composer.tsx'
import { loadTicketPage } from '#app/pages/desk/ticket.server.ts'
import { TicketAside } from '#app/pages/desk/ticket-aside.tsx'
import { PriorityChip, TicketStateChip } from '#app/pages/desk/ticket-chips.tsx'
import { TicketHistory } from '#app/pages/desk/ticket-history.tsx'
import { refreshCounters } from '#app/ui/frame/counters.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PrivateChip } from '#app/ui/thread-state.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { threadPath, ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { writeOnTicket } from '#moderation/escalation/write-on-ticket.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const ticketId = idParam(params.ticketId)
  const page = await loadTicketPage(context, actor, ticketId)
  return { ...page, draft: await findDraft(db, actor, { kind: 'ticket', subjectId: ticketId }) }
}

const messageForm = z.object({ body: z.string().default(''), readers: z.enum(READERS) })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = parseForm(messageForm, await readForm(request))
  const { id: ticketId, threadId } = await orHttpError(getTicket(db, actor, idParam(params.ticketId)))

  const { result, failure } = await orFormErrors(writeOnTicket(db, actor, { ...form, ticketId, threadId }))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect(`${ticketPath(ticketId)}#post-${result.id}`)
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.ticket.title ?? t('desk:title'),
)

export default function TicketPage() {
  const { ticket, posts, events, names, staff, may, draft } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
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
      <TicketAside ticket={ticket} staff={staff} may={may} />
    </div>
  )
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { DESK_VIEWS } from '#app/domain/tickets/desk-views.ts'
import { countTickets, type DeskCursor, listTickets, type TicketListItem } from '#app/domain/tickets/queries.ts'
import { DeskTabs } from '#app/pages/desk/desk-tabs.tsx'
import { Deadline, MissedChip, PriorityChip, TicketStateChip } from '#app/pages/desk/ticket-chips.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PrivateChip } from '#app/ui/thread-state.tsx'
import { Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const query = new URL(request.url).searchParams
  const view = DESK_VIEWS.find((each) => each === query.get('view')) ?? 'unassigned'

  const [{ tickets, next }, counts] = await orHttpError(
    Promise.all([listTickets(db, actor, { view, after: readCursor(query.get('after')) }), countTickets(db, actor)]),
  )
  return { view, tickets, next: next && writeCursor(next), counts, isFirstPage: !query.get('after') }
}

const writeCursor = (cursor: DeskCursor) => `${cursor.breached ? 1 : 0}_${cursor.order}_${cursor.id}`

function readCursor(text: string | null): DeskCursor | undefined {
  const [, breached, order, id] = /^([01])_(\d+(?:\.\d+)?)_(\d{1,15})$/.exec(text ?? '') ?? []
  return id === undefined ? undefined : { breached: breached === '1', order: Number(order), id: Number(id) }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('desk:title'))

export default function Desk() {
  const { view, tickets, next, counts, isFirstPage } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h1 className="title">{t('desk:title')}</h1>
        <a href="/admin/searches?week=last" className="btn-quiet">
          <Icon name="search" /> {t('searches:title')}
        </a>
      </div>
      <DeskTabs current={view} counts={counts} />
      {tickets.length > 0 ? (
        <ul className="card mt-4 divide-y divide-line">
          {tickets.map((ticket) => (
            <TicketRow key={ticket.id} ticket={ticket} />
          ))}
        </ul>
      ) : (
        <div className="mt-4">
          <EmptyState icon="headset" title={t(`desk:empty.${view}`)}>
            {t('desk:empty_hint')}
          </EmptyState>
        </div>
      )}
      <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
        {isFirstPage ? (
          <span />
        ) : (
          <a href={`/desk?view=${view}`} className="btn">
            <Icon name="arrow-left" /> {t('common:pages.first')}
          </a>
        )}
        {next && (
          <a href={`/desk?view=${view}&after=${next}`} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        )}
      </nav>
    </div>
  )
}

function TicketRow({ ticket }: { ticket: TicketListItem }) {
  const { locale, t } = useLanguage()
  const category = categoryText({ name: ticket.categoryName, translations: ticket.categoryTranslations }, locale)
  return (
    <li
      className={`flex flex-wrap items-start gap-x-6 gap-y-2 border-l-4 px-4 py-3.5 first:rounded-t-xl last:rounded-b-xl ${ticket.breached ? 'border-l-bad' : 'border-l-transparent'}`}
    >
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="text-base leading-snug font-semibold">
          <span className="hint font-normal">{t('desk:number', { id: ticket.id })}</span>{' '}
          <a href={ticketPath(ticket.id)} {...written(ticket.locale)} className="quiet-link mr-2 wrap-anywhere">
            {ticket.title}
          </a>
          {ticket.audience === 'private' && <PrivateChip />}
          {ticket.questionState !== 'visible' && (
            <span className="chip-bad">{t(`desk:question_${ticket.questionState}`)}</span>
          )}
        </h2>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
          <span>{ticket.requesterName ?? t('common:person.former')}</span>
          <span>{category.name}</span>
          <span>{t(ticket.channel === 'form' ? 'desk:channel.form' : `desk:cause.${ticket.cause}`)}</span>
          <TimeOfRow ticket={ticket} />
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2 sm:justify-end">
        <PriorityChip priority={ticket.priority} />
        <TicketStateChip state={ticket.state} />
        {ticket.dueAt ? <Deadline at={ticket.dueAt} /> : ticket.breached && <MissedChip />}
        <span className="chip-plain">
          <Icon name="user" /> {ticket.ownerName ?? t('desk:nobody')}
        </span>
      </div>
    </li>
  )
}

/** The time by which the list is in order, where that is not the deadline, which has a chip of its own. */
function TimeOfRow({ ticket }: { ticket: TicketListItem }) {
  const t = useT()
  const [what, at] = ticket.solvedAt
    ? (['solved', ticket.solvedAt] as const)
    : ticket.dueAt
      ? (['opened', ticket.createdAt] as const)
      : (['changed', ticket.updatedAt] as const)
  return (
    <span>
      {t(`desk:at.${what}`)} <Time at={at} />
    </span>
  )
}

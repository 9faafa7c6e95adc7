import type { TicketPageData } from '#app/pages/desk/ticket.server.ts'
import { EventChanges } from '#app/ui/event-changes.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { Prose } from '#app/ui/prose.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'

type Post = TicketPageData['posts'][number]
type Event = TicketPageData['events'][number]

/** All posts and events of a ticket, oldest first, each with who may read it. */
export function TicketHistory({
  posts,
  events,
  names,
  ticket,
}: Pick<TicketPageData, 'posts' | 'events' | 'names' | 'ticket'>) {
  const entries = [
    ...posts.map((post) => ({ key: `post-${post.id}`, at: post.createdAt, post, event: undefined })),
    ...events.map((event) => ({ key: `event-${event.id}`, at: event.createdAt, post: undefined, event })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
  return (
    <ol className="mt-4 space-y-3">
      {entries.map((entry) => (
        <li key={entry.key} id={entry.key}>
          {entry.post ? (
            <Message post={entry.post} ticket={ticket} />
          ) : (
            entry.event && <Happening event={entry.event} names={names} />
          )}
        </li>
      ))}
    </ol>
  )
}

const READERS: Partial<Record<Post['kind'], { icon: IconName; className: string }>> = {
  note: { icon: 'lock', className: 'border-warn/40 bg-warn-soft' },
  expert_note: { icon: 'lock', className: 'border-warn/40 bg-warn-soft' },
  private_reply: { icon: 'eye-off', className: 'border-info/40 bg-info-soft' },
}

function Message({ post, ticket }: { post: Post; ticket: TicketPageData['ticket'] }) {
  const t = useT()
  // Whatever its kind, a post of a private thread is read by the requester and staff.
  const kind = ticket.isPrivate && !READERS[post.kind] ? 'private_reply' : post.kind
  const fewer = READERS[kind]
  return (
    <div className={`card p-4 ${fewer?.className ?? ''} ${post.kind === 'comment' ? 'ml-6' : ''}`}>
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <UserLink person={{ id: post.authorId, name: post.authorName, formerName: post.formerName }} />
        <span className="hint">
          <Time at={post.createdAt} />
        </span>
        <span className="ml-auto flex flex-wrap gap-1.5">
          {post.officialAt && <span className="chip-info">{t('desk:kind.official')}</span>}
          {post.state !== 'visible' && <span className="chip-bad">{t(`desk:withheld.${post.state}`)}</span>}
          <span className={fewer ? 'chip-warn' : 'chip-plain'}>
            {fewer && <Icon name={fewer.icon} />} {t(`desk:kind.${kind}`)}
          </span>
        </span>
      </div>
      <Prose id={`body-${post.id}`} html={post.html} lang={ticket.locale} />
    </div>
  )
}

/** What of an event is for readers: numbers and what other pages show are left out. */
const SHOWN = [
  'state',
  'priority',
  'ownerId',
  'title',
  'tags',
  'categoryId',
  'reason',
  'note',
  'details',
  'clock',
  'cause',
]

function Happening({ event, names }: { event: Event; names: TicketPageData['names'] }) {
  const t = useT()
  return (
    <div className="hint flex items-start gap-2 px-4">
      <Icon name="history" className="mt-1" />
      <div className="min-w-0">
        <p>
          <span className="font-medium">{event.actorName}</span> {t(`audit:verb.${event.verb}`)} ·{' '}
          <Time at={event.createdAt} />
        </p>
        <EventChanges event={event} names={names} only={SHOWN} />
      </div>
    </div>
  )
}

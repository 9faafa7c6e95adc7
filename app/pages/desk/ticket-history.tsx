import type { TicketPageData } from '#app/pages/desk/ticket.server.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { Prose } from '#app/ui/prose.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import type { Locale } from '#db/schema.ts'

type Post = TicketPageData['posts'][number]
type Event = TicketPageData['events'][number]

/** All posts and events of a ticket, oldest first, each with who may read it. */
export function TicketHistory({ posts, events, locale }: { posts: Post[]; events: Event[]; locale: Locale }) {
  const entries = [
    ...posts.map((post) => ({ key: `post-${post.id}`, at: post.createdAt, post, event: undefined })),
    ...events.map((event) => ({ key: `event-${event.id}`, at: event.createdAt, post: undefined, event })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
  return (
    <ol className="mt-4 space-y-3">
      {entries.map((entry) => (
        <li key={entry.key} id={entry.key}>
          {entry.post ? (
            <Message post={entry.post} locale={locale} />
          ) : (
            entry.event && <Happening event={entry.event} />
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

function Message({ post, locale }: { post: Post; locale: Locale }) {
  const { t } = useLanguage()
  const fewer = READERS[post.kind]
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
            {fewer && <Icon name={fewer.icon} />} {t(`desk:kind.${post.kind}`)}
          </span>
        </span>
      </div>
      <Prose id={`body-${post.id}`} html={post.html} lang={locale} />
    </div>
  )
}

function Happening({ event }: { event: Event }) {
  const { t } = useLanguage()
  const { state, ownerId, priority } = event.after
  const changes = [
    state && `${t('desk:field.state')}${t('desk:colon')}${t(`desk:state.${state}`)}`,
    ownerId !== undefined && t('desk:field.ownerId'),
    priority && `${t('desk:field.priority')}${t('desk:colon')}${t(`desk:priority.${priority}`)}`,
  ].filter((change) => typeof change === 'string')
  return (
    <p className="hint flex items-start gap-2 px-4">
      <Icon name="history" className="mt-1" />
      <span className="min-w-0">
        <span className="font-medium">{event.actorName}</span> {t(`audit:verb.${event.verb}`)}
        {changes.map((change) => (
          <span key={change}> · {change}</span>
        ))}{' '}
        · <Time at={event.createdAt} />
      </span>
    </p>
  )
}

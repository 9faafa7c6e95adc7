import type { Told } from '#app/domain/notifications/notification-rules.ts'
import type { NotificationItem } from '#app/domain/notifications/queries.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { PrivateChip } from '#app/ui/thread-state.tsx'
import { Time } from '#app/ui/time.tsx'
import type { NotificationKind } from '#db/schema.ts'

const ICONS: Record<NotificationKind, IconName> = {
  answer: 'message-circle',
  comment: 'message-square',
  mention: 'user',
  accepted: 'circle-check',
  accept_reminder: 'circle-help',
  info_requested: 'circle-help',
  automatic_reply: 'book-open',
  private_reply: 'lock',
  escalated: 'headset',
  me_too_solved: 'circle-check',
  new_question: 'message-square-plus',
  expert_request: 'hand',
  expert: 'badge-check',
  badge: 'award',
  edited: 'pencil',
  edit_suggested: 'pencil',
  edit_decided: 'pencil',
  flag_outcome: 'flag',
  post_reviewed: 'gavel',
  review_requested: 'gavel',
  article_published: 'book-open',
  article_decided: 'book-open',
  closed: 'lock',
  solved: 'circle-check',
  info_given: 'circle-help',
  ticket: 'headset',
  sanction: 'triangle-alert',
  role: 'shield',
}

/** Which keys choose the sentence: the kind alone, or the kind and what happened. */
const SENTENCE_BY = {
  answer: 'kind',
  comment: 'kind',
  mention: 'kind',
  accepted: 'kind',
  accept_reminder: 'kind',
  info_requested: 'kind',
  automatic_reply: 'kind',
  private_reply: 'kind',
  escalated: 'kind',
  me_too_solved: 'kind',
  new_question: 'kind',
  expert_request: 'kind',
  expert: 'verb',
  badge: 'kind',
  edited: 'kind',
  edit_suggested: 'kind',
  edit_decided: 'verb',
  flag_outcome: 'verb',
  post_reviewed: 'verb',
  review_requested: 'verb',
  article_published: 'kind',
  article_decided: 'verb',
  closed: 'verb',
  solved: 'verb',
  info_given: 'kind',
  ticket: 'verb',
  sanction: 'verb',
  role: 'verb',
} as const satisfies Record<NotificationKind, 'kind' | 'verb'>

type KindBy<What> = {
  [Kind in NotificationKind]: (typeof SENTENCE_BY)[Kind] extends What ? Kind : never
}[NotificationKind]
type KeyOfVerb = Told extends infer One
  ? One extends { verb: `${infer Subject}.${infer Deed}`; kind: infer Kind extends KindBy<'verb'> }
    ? `${Subject}_${Deed}.${Kind}`
    : never
  : never
const isByKind = (kind: NotificationKind): kind is KindBy<'kind'> => SENTENCE_BY[kind] === 'kind'

/** One notification in the list: what, where, when, and the buttons to reply when it asks for a reply. */
export function NotificationRow({ notification }: { notification: NotificationItem }) {
  const { locale, t } = useLanguage()
  const unread = notification.readAt === null
  const names = new Intl.ListFormat(locale).format(notification.names.slice(0, 3))
  const figures = {
    count: notification.count,
    name: names,
    tag: notification.tag ?? '',
    clock: notification.clock ? t(`desk:deadline.${notification.clock}`) : '',
    badge: notification.badge ? t(`badges:${notification.badge}.name`, { tag: notification.tag ?? '' }) : '',
  }
  const what = `${notification.verb.replace('.', '_')}.${notification.kind}` as KeyOfVerb
  const sentence = isByKind(notification.kind)
    ? t(`notifications:sentence.${notification.kind}`, figures)
    : t(`notifications:by.${what}`, figures)
  const title = notification.title ?? notification.articleTitle

  return (
    <li className={`flex items-start gap-3 px-4 py-3 ${unread ? 'bg-accent-soft/40' : ''}`}>
      <Icon name={ICONS[notification.kind]} className={`mt-1 ${unread ? 'text-accent' : 'text-soft'}`} />
      <div className="min-w-0 flex-1">
        <a href={`/notifications/${notification.id}`} className="block text-ink no-underline hover:underline">
          <span className={unread ? 'font-semibold' : ''}>
            {unread && <span className="sr-only">{t('notifications:unread_mark')} </span>}
            {sentence}
          </span>
          {title && (
            <span dir="auto" className="block text-sm text-soft wrap-anywhere">
              {title} {notification.isPrivate && <PrivateChip />}
            </span>
          )}
          {notification.reasons.length > 0 && (
            <span className="block text-sm">
              {t('notifications:why', {
                reasons: new Intl.ListFormat(locale).format(
                  notification.reasons.map((reason) => t(`moderation:reason.${reason}`)),
                ),
              })}
            </span>
          )}
          {notification.note && (
            <q dir="auto" className="block text-sm wrap-anywhere whitespace-pre-line [quotes:none]">
              {notification.note}
            </q>
          )}
        </a>
        <p className="hint mt-0.5 text-xs">
          <Time at={notification.createdAt} />
        </p>
        {notification.requestId && (
          <div className="mt-2 flex flex-wrap gap-2">
            <ActionButton action={`/expert-requests/${notification.requestId}/acceptance`} className="btn-small" stay>
              <Icon name="check" /> {t('notifications:take')}
            </ActionButton>
            <ActionButton action={`/expert-requests/${notification.requestId}/pass`} className="btn-quiet" stay>
              {t('notifications:pass')}
            </ActionButton>
          </div>
        )}
      </div>
      {unread && (
        <ActionButton
          action="/notifications/reading"
          fields={{ id: String(notification.id) }}
          label={t('notifications:mark_read')}
          stay
        >
          <Icon name="check" />
        </ActionButton>
      )}
    </li>
  )
}

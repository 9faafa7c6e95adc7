import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Promised, Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { articlePath, threadPath, ticketPath } from '#app/web/paths.ts'

type Props = Pick<ThreadPageData, 'thread' | 'notices' | 'article' | 'may'>

/** What a reader should know first: closed, solved elsewhere, handed to staff, waiting for details. */
export function ThreadNotices({ thread, notices, article, may }: Props) {
  const { t } = useLanguage()
  const escalated = notices.findLast((notice) => notice.verb === 'thread.escalated')
  const asked = notices.findLast((notice) => notice.verb === 'thread.info_requested')

  return (
    <div className="mt-4 space-y-3 empty:hidden">
      {thread.questionState !== 'visible' && (
        <p className="notice-warn">
          <Icon name="eye-off" /> {t(`questions:withheld.${thread.questionState}`)}
        </p>
      )}
      {article && (
        <p className="notice-good">
          <Icon name="book-open" />
          <span>
            {t('questions:has_article')}{' '}
            <a dir="auto" href={articlePath(article)} className="link font-medium">
              {article.title}
            </a>
          </span>
        </p>
      )}
      {thread.closedAt && thread.closeReason && (
        <div className="notice-info">
          <Icon name="lock" />
          <div>
            <p>
              {t(thread.mergedInto ? 'curation:merged.into' : `questions:closed_as.${thread.closeReason}`)}{' '}
              {thread.duplicateOf && thread.duplicateOfTitle && (
                <a href={threadPath({ id: thread.duplicateOf, title: thread.duplicateOfTitle })} className="link">
                  {thread.duplicateOfTitle}
                </a>
              )}
            </p>
            {thread.closeNote && <p className="mt-1">{thread.closeNote}</p>}
            {thread.reopeningAsked && <p className="mt-1">{t('questions:reopening_asked')}</p>}
            <p className="hint mt-1">
              {thread.closedByName} · <Time at={thread.closedAt} />
            </p>
          </div>
        </div>
      )}
      {thread.solvedAt && (
        <div className="notice-good">
          <Icon name="circle-check" />
          <span>
            {t('questions:solved_without_answer')} {thread.solvedReason}
          </span>
          {may.solve && !thread.closedAt && (
            <div className="ml-auto">
              <ActionButton action={`/questions/${thread.id}/solution`} fields={{ undo: 'on' }}>
                <Icon name="undo-2" /> {t('common:undo')}
              </ActionButton>
            </div>
          )}
        </div>
      )}
      {thread.state === 'needs_info' && !thread.closedAt && <InfoRequested thread={thread} request={asked} may={may} />}
      {escalated && (may.isAsker || may.work) && (
        <p className="flex flex-wrap gap-2">
          <a href={`/questions/${thread.id}/private-replies`} className="btn-small">
            <Icon name="message-square" /> {t('moderation:private_replies.title')}
          </a>
          {may.work && escalated.ticketId !== null && (
            <a href={ticketPath(escalated.ticketId)} className="btn-small">
              <Icon name="ticket" /> {t('moderation:open_ticket')}
            </a>
          )}
        </p>
      )}
      {escalated && thread.state !== 'solved' && thread.questionState === 'visible' && (
        <p className="notice-info" data-notice="escalated">
          <Icon name="headset" />
          <span>
            {t(escalated.actorKind === 'system' ? 'questions:escalated_by_time' : 'questions:escalated_by_person', {
              name: escalated.actorName,
            })}{' '}
            <Time at={escalated.createdAt} />.{' '}
            {escalated.expectedAt && (
              <Promised at={escalated.expectedAt} ahead={t('questions:expected')} late={t('questions:expected_late')} />
            )}
          </span>
        </p>
      )}
    </div>
  )
}

/** What the thread waits for: which details somebody asks for, in their words. */
export function InfoRequested({
  thread,
  request,
  may,
}: {
  thread: { id: number; locale: string }
  request: { actorName: string; createdAt: Date; details?: string | undefined } | undefined
  may: { isAsker: boolean; requestInfo: boolean }
}) {
  const { t } = useLanguage()
  return (
    <div className="notice-warn">
      <Icon name="circle-help" />
      <div className="min-w-0">
        <p>{may.isAsker ? t('questions:needs_info_you') : t('questions:needs_info')}</p>
        {request?.details && (
          <blockquote {...written(thread.locale)} className="mt-1 wrap-anywhere whitespace-pre-line">
            {request.details}
          </blockquote>
        )}
        {request && (
          <p className="hint mt-1">
            {request.actorName} · <Time at={request.createdAt} />
          </p>
        )}
        {may.requestInfo && (
          <div className="mt-2">
            <ActionButton action={`/questions/${thread.id}/info-request`} fields={{ undo: 'on' }}>
              {t('questions:request_info_withdraw')}
            </ActionButton>
          </div>
        )}
      </div>
    </div>
  )
}

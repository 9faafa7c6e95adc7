import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { RelatedThreads } from '#app/pages/question/related-threads.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Promised, Time } from '#app/ui/time.tsx'

type Props = Pick<ThreadPageData, 'thread' | 'related' | 'may'>

export function ThreadAside({ thread, related, may }: Props) {
  const { locale, t } = useLanguage()
  const open = !thread.closedAt && thread.state !== 'solved'
  return (
    <aside className="no-print space-y-6 text-sm">
      <section className="panel" aria-label={t('questions:facts')}>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 [&_dd]:text-right [&_dt]:text-soft">
          <dt>{t('questions:asked')}</dt>
          <dd>
            <Time at={thread.createdAt} />
          </dd>
          <dt>{t('questions:active')}</dt>
          <dd>
            <Time at={thread.lastActivityAt} />
          </dd>
          <dt>{t('questions:seen')}</dt>
          <dd>{t('questions:times', { count: thread.viewCount, shown: count(thread.viewCount, locale) })}</dd>
        </dl>
      </section>
      {thread.escalationDueAt && open && thread.questionState === 'visible' && (
        <section className="panel">
          <h2 className="subtitle flex items-center gap-2">
            <Icon name="timer" className="text-soft" /> {t('questions:clock.title')}
          </h2>
          <p className="hint mt-1">
            <Promised at={thread.escalationDueAt} ahead={t('questions:clock.text')} late={t('questions:clock.late')} />
          </p>
        </section>
      )}
      <ThreadTools thread={thread} may={may} open={open} />
      <div className="beside-related space-y-6">
        <RelatedThreads threads={related} />
      </div>
      {/* The help for answering is shown here, instead of the related threads, when somebody begins to answer. */}
      <div id="help-beside" className="sticky top-20 empty:hidden" />
    </aside>
  )
}

function ThreadTools({ thread, may, open }: Pick<Props, 'thread' | 'may'> & { open: boolean }) {
  const t = useT()
  const tools = [
    may.requestInfo && open && (
      <a key="info" href={`/questions/${thread.id}/info-request`} className="btn-small w-full">
        <Icon name="circle-help" /> {t('questions:request_info')}
      </a>
    ),
    may.solve && open && (
      <a key="solve" href={`/questions/${thread.id}/solution`} className="btn-small w-full">
        <Icon name="circle-check" /> {t('questions:solve')}
      </a>
    ),
    may.escalate && open && (
      <a key="escalate" href={`/questions/${thread.id}/escalations`} className="btn-small w-full">
        <Icon name="headset" /> {t('questions:escalate')}
      </a>
    ),
    may.askExperts && (
      <ActionButton key="experts" action={`/questions/${thread.id}/expert-requests`} className="btn-small w-full" stay>
        <Icon name="hand" /> {t('following:ask_experts')}
      </ActionButton>
    ),
    (may.moderate || may.voteToClose) && !thread.mergedInto && (
      <a key="close" href={`/questions/${thread.id}/closure`} className="btn-small w-full">
        <Icon name="lock" />{' '}
        {may.moderate
          ? t(thread.closedAt ? 'questions:reopen' : 'questions:close')
          : t(thread.closedAt ? 'curation:votes.reopen' : 'curation:votes.close')}
      </a>
    ),
    may.protect && (
      <ActionButton
        key="protect"
        action={`/questions/${thread.id}/protection`}
        fields={thread.protectedAt ? { undo: 'on' } : {}}
        className="btn-small w-full"
        stay
      >
        <Icon name="shield" /> {t(thread.protectedAt ? 'curation:protected.unprotect' : 'curation:protected.protect')}
      </ActionButton>
    ),
    may.moderate && !thread.mergedInto && (
      <a key="merge" href={`/questions/${thread.id}/merge`} className="btn-small w-full">
        <Icon name="merge" /> {t('curation:merge.title')}
      </a>
    ),
  ].filter(Boolean)
  if (tools.length === 0) return null
  return (
    <section className="panel">
      <h2 className="subtitle">{t('questions:tools')}</h2>
      <div className="mt-3 flex flex-col gap-2 [&_form]:w-full">{tools}</div>
    </section>
  )
}

import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/**
 * The open decisions of the community about a thread: votes to close or reopen it, for members who may vote, and its
 * protection.
 */
export function CurationNotices({
  thread,
  voting,
  protectedFrom,
}: Pick<ThreadPageData, 'thread' | 'voting' | 'protectedFrom'>) {
  const t = useT()
  return (
    <div className="mt-3 space-y-3 empty:hidden">
      {protectedFrom !== undefined && !thread.closedAt && (
        <p className="notice-info">
          <Icon name="shield" /> <span>{t('curation:protected.text', { points: protectedFrom })}</span>
        </p>
      )}
      {voting && voting.count > 0 && (
        <div className="notice-warn flex-wrap">
          <Icon name="gavel" />
          <span className="min-w-0 flex-1">
            {voting.reason
              ? t('curation:votes.now_close_as', {
                  count: voting.count,
                  needed: voting.needed,
                  reason: t(`moderation:close_reason.${voting.reason}`),
                })
              : t(`curation:votes.now_${voting.direction}`, { count: voting.count, needed: voting.needed })}
            {voting.mine && ` · ${t('curation:votes.mine')}`}
          </span>
          {voting.mine ? (
            <ActionButton action={`/questions/${thread.id}/close-vote`} stay>
              <Icon name="undo-2" /> {t('curation:votes.take_back')}
            </ActionButton>
          ) : (
            <a href={`/questions/${thread.id}/closure`} className="btn-small">
              {t(`curation:votes.${voting.direction}`)}
            </a>
          )}
        </div>
      )}
    </div>
  )
}

/** For somebody who followed the address of a thread that was merged into this one. */
export function MergedFrom({ thread }: { thread: { id: number; title: string } }) {
  const t = useT()
  return (
    <p className="notice-info mt-4">
      <Icon name="merge" />
      <span>
        {t('curation:merged.from', { title: thread.title })}{' '}
        <a href={`/questions/${thread.id}?record`} className="link">
          {t('curation:merged.record')}
        </a>
      </span>
    </p>
  )
}

import type { RevisionListItem } from '#app/domain/revisions/history.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'

/** Who changed a post, when and why, and who approved the change. */
export function RevisionFacts({
  revision,
  isNewest,
  isArticle,
}: {
  revision: RevisionListItem
  isNewest: boolean
  isArticle: boolean
}) {
  const t = useT()
  const { number, rolledBackTo, reviewerName } = revision
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span className="font-medium">{t('history:revision', { number })}</span>
        {isNewest && <span className="chip-good">{t('history:now')}</span>}
        {isArticle && number > 1 && revision.weight !== 'change' && (
          <span className="chip-plain">{t(`kb:weight.${revision.weight}`)}</span>
        )}
        <UserLink person={{ id: revision.editorId, name: revision.editorName }} avatar={false} />
        <span className="hint">
          <Time at={revision.createdAt} />
        </span>
        <span className="hint">{t('history:length', { count: revision.length })}</span>
      </p>
      {reviewerName && (
        <p className="mt-1 text-sm text-soft">
          <Icon name="badge-check" className="text-good" />
          {t(revision.improved ? 'history:improved_by' : 'history:approved_by', { name: reviewerName })}
        </p>
      )}
      {rolledBackTo !== null && (
        <p className="mt-1 text-sm text-soft">
          <Icon name="undo-2" /> {t('history:rolled_back_to', { number: rolledBackTo })}
        </p>
      )}
      {revision.reason !== '' && (
        <p dir="auto" className="mt-1 text-sm wrap-anywhere">
          {revision.reason}
        </p>
      )}
      {number === 1 && <p className="mt-1 text-sm text-soft">{t('history:first')}</p>}
      {revision.redactedAt && (
        <p className="mt-1 text-sm text-soft">
          <Icon name="eye-off" /> {t('history:redacted_by', { name: revision.redactedByName ?? '' })}{' '}
          <Time at={revision.redactedAt} />
        </p>
      )}
    </>
  )
}

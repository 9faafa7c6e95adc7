import type { EditConflict } from '#app/domain/posts/edit-conflict.ts'
import { ComparisonView } from '#app/ui/comparison/comparison-view.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { WhoWasFaster } from '#app/ui/who-was-faster.tsx'
import type { HttpError } from '#app/web/http.ts'

/**
 * Shown when somebody else saved first: the differences between one's own text and theirs, both merged when possible,
 * and theirs.
 */
export function EditConflictView({
  conflict,
  by,
  hidden,
  suggests,
}: {
  conflict: EditConflict
  /** Who was faster. */
  by: HttpError['faster'] | null
  /** Other values that the form sends besides the text. */
  hidden: Record<string, string | number>
  suggests: boolean
}) {
  const t = useT()
  const { version, now, comparison, merged } = conflict
  const fields = merged && {
    ...hidden,
    baseRevision: version,
    body: merged.body,
    ...(merged.title === null ? {} : { title: merged.title }),
    ...(merged.tags === null ? {} : { tags: merged.tags.join(' ') }),
  }
  return (
    <>
      <div role="alert" tabIndex={-1} className="notice-warn mt-4">
        <Icon name="triangle-alert" />
        <div>
          <p className="font-semibold">
            <WhoWasFaster by={by} />
          </p>
          <p className="mt-1">{t('suggestedEdits:conflict.text')}</p>
        </div>
      </div>
      {merged && fields && (
        <section aria-labelledby="merged" className="panel mt-4">
          <h2 id="merged" className="subtitle">
            {t('suggestedEdits:conflict.merged_title')}
          </h2>
          <p className="hint mt-1 mb-4">{t('suggestedEdits:conflict.merged_text')}</p>
          <ComparisonView
            comparison={merged.comparison}
            before={t('suggestedEdits:conflict.now')}
            after={t('suggestedEdits:conflict.merged')}
          />
          <form method="post" data-draft-ignore="" className="mt-4">
            {Object.entries(fields).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <button type="submit" className="btn-primary">
              <Icon name="git-merge" />{' '}
              {t(suggests ? 'suggestedEdits:conflict.suggest_merged' : 'suggestedEdits:conflict.merged_save')}
            </button>
          </form>
        </section>
      )}
      <section aria-labelledby="conflict" className="panel mt-4">
        <h2 id="conflict" className="subtitle mb-4">
          {t('suggestedEdits:conflict.diff')}
        </h2>
        <ComparisonView
          comparison={comparison}
          before={t('suggestedEdits:conflict.now')}
          after={t('suggestedEdits:conflict.mine')}
        />
        <details className="mt-4">
          <summary className="text-sm font-medium">{t('suggestedEdits:conflict.now_title')}</summary>
          {now.title !== null && (
            <p dir="auto" className="mt-3 font-semibold wrap-anywhere">
              {now.title}
            </p>
          )}
          <pre dir="auto" className="mt-3 font-mono text-[0.8125rem] leading-relaxed whitespace-pre-wrap wrap-anywhere">
            {now.body}
          </pre>
        </details>
      </section>
    </>
  )
}

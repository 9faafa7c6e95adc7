import type { EmbeddingCounts } from '#app/domain/search/embeddings/count-embeddings.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { count, languageName } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { Locale } from '#db/schema.ts'

export type EmbeddingsStatus = EmbeddingCounts & { model: string; languages: readonly Locale[] }

/** Shows the progress of computing vectors, in a forum with an embedder. */
export function EmbeddingsPanel({ status }: { status: EmbeddingsStatus }) {
  const { locale, t } = useLanguage()
  const { made, total, due, refused, failure } = status
  return (
    <section className="panel mt-6 space-y-3" aria-labelledby="embeddings">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="embeddings" className="subtitle">
          {t('searchIndexes:embeddings.title')}
        </h2>
        <span className={made === total ? 'chip-good' : 'chip-warn'}>
          {t(made === total ? 'searchIndexes:complete' : 'searchIndexes:incomplete')}
        </span>
      </div>
      <p className="hint max-w-prose">{t('searchIndexes:embeddings.hint')}</p>
      <p className="text-sm">
        <code className="wrap-anywhere">{status.model}</code> ·{' '}
        {status.languages.map((language) => languageName(language, locale)).join(', ')}
      </p>
      <progress
        max={Math.max(1, total)}
        value={made}
        aria-labelledby="embeddings"
        className="progress w-full max-w-md"
      />
      <p className="text-sm">
        {t('searchIndexes:of', { done: count(made, locale), total: count(total, locale) })}
        {due > 0 && <> · {t('searchIndexes:embeddings.due', { count: due, shown: count(due, locale) })}</>}
        {refused > 0 && (
          <> · {t('searchIndexes:embeddings.refused', { count: refused, shown: count(refused, locale) })}</>
        )}
      </p>
      {failure && (
        <p className="notice-warn">
          <Icon name="triangle-alert" />
          <span className="min-w-0 break-words">
            {t('searchIndexes:embeddings.failed')} {failure}
          </span>
        </p>
      )}
      {made + refused < total && (
        <ActionButton action="/admin/search/embeddings" className="btn" stay>
          <Icon name="history" /> {t('searchIndexes:embeddings.again')}
        </ActionButton>
      )}
    </section>
  )
}

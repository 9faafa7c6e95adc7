import type { Comparison } from '#app/text/compare-versions.ts'
import { Parts, TagParts, TextDiffView } from '#app/ui/comparison/text-diff.tsx'
import { useT } from '#app/ui/i18n.tsx'

/** All differences between two versions of a post, under the names `before` and `after`. */
export function ComparisonView({
  comparison,
  before,
  after,
  inline = false,
}: {
  comparison: Comparison
  before: string
  after: string
  inline?: boolean
}) {
  const t = useT()
  const { title, tags, text } = comparison
  const onlyAround = (title || tags) && text.added === 0 && text.removed === 0
  return (
    <div className="space-y-3">
      {title && (
        <p className="text-base font-semibold wrap-anywhere">
          <span className="sr-only">{t('history:title')} </span>
          <Parts parts={title} />
        </p>
      )}
      {tags && (
        <p className="text-sm">
          <span className="mr-2 text-soft">{t('history:tags')}</span>
          <TagParts parts={tags} />
        </p>
      )}
      {!onlyAround && <TextDiffView diff={text} before={before} after={after} inline={inline} />}
    </div>
  )
}

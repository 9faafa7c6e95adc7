import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/** The link to the next page of a list, and the link back to its start. */
export function NextPage({ path, next, isFirst }: { path: string; next: string | null; isFirst: boolean }) {
  const t = useT()
  if (!next && isFirst) return null
  const [page = path, query = ''] = path.split('?')
  const withAfter = new URLSearchParams(query)
  withAfter.set('after', next ?? '')
  return (
    <nav aria-label={t('common:pages.label')} className="mt-4 flex gap-3">
      {!isFirst && (
        <a href={path} className="btn">
          {t('common:pages.first')}
        </a>
      )}
      {next && (
        <a href={`${page}?${withAfter}`} className="btn">
          {t('common:pages.next')} <Icon name="arrow-right" />
        </a>
      )}
    </nav>
  )
}

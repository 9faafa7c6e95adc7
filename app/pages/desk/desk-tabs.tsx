import { DESK_VIEWS, type DeskView } from '#app/domain/tickets/desk-views.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'

/** The lists of the desk, the last one of what will never arrive there by itself. */
export function DeskTabs({ current, counts }: { current: DeskView | 'backlog'; counts?: Record<DeskView, number> }) {
  const { locale, t } = useLanguage()
  return (
    <nav aria-label={t('desk:views')} className="tabs mt-4">
      {DESK_VIEWS.map((each) => (
        <a key={each} href={`/desk?view=${each}`} aria-current={each === current ? 'page' : undefined}>
          {t(`desk:view.${each}`)} {counts && <span className="hint">{count(counts[each], locale)}</span>}
        </a>
      ))}
      <a href="/desk/backlog" aria-current={current === 'backlog' ? 'page' : undefined}>
        {t('desk:backlog.tab')}
      </a>
    </nav>
  )
}

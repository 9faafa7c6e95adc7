import { Counter, useCounters } from '#app/ui/frame/counters.tsx'
import { useT } from '#app/ui/i18n.tsx'

const TABS = [
  ['flags', '/review'],
  ['edits', '/review/edits'],
] as const

/** The two queues of review: posts that are flagged or queued for approval, and suggested edits. */
export function ReviewTabs({ current }: { current: 'flags' | 'edits' }) {
  const t = useT()
  const { reviews, edits } = useCounters()
  const waiting = { flags: reviews, edits }
  return (
    <nav aria-label={t('suggestedEdits:tabs')} className="tabs mt-4">
      {TABS.map(([tab, path]) => (
        <a key={tab} href={path} aria-current={tab === current ? 'page' : undefined}>
          {t(`suggestedEdits:tab_${tab}`)}
          <Counter count={waiting[tab]} />
        </a>
      ))}
    </nav>
  )
}

import { useT } from '#app/ui/i18n.tsx'
import type { SuggestedEditState } from '#db/schema.ts'

const LOOK = {
  open: 'chip-warn',
  approved: 'chip-good',
  rejected: 'chip-bad',
  withdrawn: 'chip-plain',
  superseded: 'chip-plain',
} as const

/** The state of a suggested edit. */
export function EditStateChip({ state, improved }: { state: SuggestedEditState; improved: boolean }) {
  const t = useT()
  return (
    <span className="inline-flex gap-1.5">
      <span className={LOOK[state]}>{t(`suggestedEdits:state.${state}`)}</span>
      {improved && <span className="chip-info">{t('suggestedEdits:improved')}</span>}
    </span>
  )
}

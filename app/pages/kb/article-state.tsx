import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import type { ArticleState } from '#db/schema.ts'

const LOOKS: Record<ArticleState, { chip: string; icon: IconName }> = {
  draft: { chip: 'chip-plain', icon: 'pencil' },
  in_review: { chip: 'chip-info', icon: 'eye' },
  published: { chip: 'chip-good', icon: 'circle-check' },
  obsolete: { chip: 'chip-warn', icon: 'history' },
  archived: { chip: 'chip-plain', icon: 'eye-off' },
}

export function ArticleStateChip({ state }: { state: ArticleState }) {
  const t = useT()
  return (
    <span className={LOOKS[state].chip}>
      <Icon name={LOOKS[state].icon} /> {t(`kb:state.${state}`)}
    </span>
  )
}

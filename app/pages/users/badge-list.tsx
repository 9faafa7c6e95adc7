import type { Award } from '#app/domain/badges/queries.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

export function BadgeList({ awards }: { awards: Award[] }) {
  const t = useT()
  return (
    <ul className="flex flex-wrap gap-2">
      {awards.map((award) => (
        <li
          key={`${award.badge}-${award.tag}`}
          className="card inline-flex items-center gap-1.5 px-2.5 py-1 text-sm"
          title={t(`badges:${award.badge}.text`)}
        >
          <Icon name="award" className={`text-${award.class}`} />
          <a href={`/badges/${award.badge}`} className="quiet-link">
            {t(`badges:${award.badge}.name`)}
            {award.tag && ` · ${award.tag}`}
          </a>
          {award.times > 1 && <span className="hint">×{award.times}</span>}
        </li>
      ))}
    </ul>
  )
}

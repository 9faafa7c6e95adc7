import { useT } from '#app/ui/i18n.tsx'

const SORTS = ['score', 'newest'] as const

/** The heading of a list of a user's posts, with its two orders. */
export function ProfileListHead({ title, path, sort }: { title: string; path: string; sort: 'score' | 'newest' }) {
  const t = useT()
  return (
    <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
      <h2 className="text-lg font-semibold">{title}</h2>
      <nav aria-label={t('users:sort.label')} className="flex gap-1">
        {SORTS.map((each) => (
          <a
            key={each}
            href={`${path}?sort=${each}`}
            aria-current={each === sort ? 'page' : undefined}
            className="btn-quiet aria-[current]:bg-accent-soft aria-[current]:text-accent"
          >
            {t(`users:sort.${each}`)}
          </a>
        ))}
      </nav>
    </div>
  )
}

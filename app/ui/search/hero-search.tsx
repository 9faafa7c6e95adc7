import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { SearchBox } from '#app/ui/search/search-box.tsx'

/** The large search box at the top of a home page. `kind` limits its results. */
export function HeroSearch({ label, placeholder, kind }: { label: string; placeholder: string; kind?: 'article' }) {
  const t = useT()
  return (
    <form action="/search" className="mx-auto mt-6 max-w-xl">
      {kind && <input type="hidden" name="kind" value={kind} />}
      <SearchBox results={!kind} className="relative">
        <Icon
          name="search"
          className="pointer-events-none absolute top-1/2 left-4 -translate-y-1/2 text-lg text-soft"
        />
        <input
          name="q"
          dir="auto"
          aria-label={label}
          placeholder={placeholder}
          className="field py-3 pr-32 pl-11 text-base shadow-sm"
        />
        <button type="submit" className="btn-primary absolute top-1/2 right-2 -translate-y-1/2">
          {t('common:search.send')}
        </button>
      </SearchBox>
    </form>
  )
}

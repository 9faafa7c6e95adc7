import { useT } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import type { HttpError } from '#app/lib/http.ts'

const KNOWN = [401, 403, 404, 405, 409, 413, 422, 429]

/** A page for what went wrong: what it is, in a sentence, and where to go from here. */
export function ErrorView({ status, error }: { status: number; error?: HttpError }) {
  const t = useT()
  const kind = KNOWN.includes(status) ? status : 500
  return (
    <div className="page-narrow py-16 text-center">
      <title>{`${t(`errors:status_${kind}`)} · Entraide`}</title>
      <Icon name={kind === 404 ? 'search' : 'circle-alert'} className="text-4xl text-soft" />
      <h1 className="title mt-4">{t(`errors:status_${kind}`)}</h1>
      <p className="mt-2 text-soft">
        {error ? t(`errors:${error.code}`, error.figures) : t(`errors:status_${kind}_hint`)}
      </p>
      <p className="mt-6 flex flex-wrap justify-center gap-3">
        <a href="/" className="btn-primary">
          {t('errors:go_home')}
        </a>
        <a href="/search" className="btn">
          {t('errors:go_search')}
        </a>
      </p>
    </div>
  )
}

import { useLocation } from '@remix-run/react'
import { useT } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import type { HttpError } from '#app/lib/http.ts'

const KNOWN = [401, 403, 404, 405, 409, 413, 422, 429]

/** A page for what went wrong: what it is, in a sentence, and where to go from here. */
export function ErrorView({ status, error }: { status: number; error?: HttpError }) {
  const t = useT()
  const back = placeOf(useLocation().pathname)
  const kind = KNOWN.includes(status) ? status : 500
  return (
    <div className="page-narrow py-16 text-center">
      <title>{`${t(`errors:status_${kind}`)} · Entraide`}</title>
      <Icon name={kind === 404 ? 'search' : 'circle-alert'} className="text-4xl text-soft" />
      <h1 className="title mt-4">{t(`errors:status_${kind}`)}</h1>
      <p className="mt-2 text-soft">
        {error ? t(`errors:${error.code}`, error.figures) : t(`errors:status_${kind}_hint`)}
      </p>
      {error?.unsent && <UnsentForm {...error.unsent} />}
      <p className="mt-6 flex flex-wrap justify-center gap-3">
        {back && status !== 404 && !error?.unsent && (
          <a href={back} className="btn-primary">
            <Icon name="arrow-left" /> {t('errors:go_back')}
          </a>
        )}
        <a href="/" className={error?.unsent || (back && status !== 404) ? 'btn' : 'btn-primary'}>
          {t('errors:go_home')}
        </a>
        <a href="/search" className="btn">
          {t('errors:go_search')}
        </a>
      </p>
    </div>
  )
}

/** Where the thing is whose button was refused: the buttons of posts and threads have addresses of their own. */
function placeOf(path: string): string | undefined {
  const [, kind, id] = /^\/(posts|answers|threads)\/(\d+)\//.exec(path) ?? []
  if (id === undefined) return undefined
  return kind === 'threads' ? `/questions/${id}` : `/posts/${id}`
}

/** What was typed before the session ended: it is sent again from here, once signed in in another tab. */
function UnsentForm({ action, fields }: NonNullable<HttpError['unsent']>) {
  const t = useT()
  return (
    <form method="post" action={action} className="panel mt-6 space-y-4 text-left">
      {Object.entries(fields).map(([name, value]) =>
        /\s/.test(value) ? (
          <textarea
            key={name}
            name={name}
            aria-label={t('errors:session.typed')}
            defaultValue={value}
            rows={Math.min(12, value.split('\n').length + Math.floor(value.length / 80))}
            className="field"
            readOnly
          />
        ) : (
          <input key={name} type="hidden" name={name} value={value} />
        ),
      )}
      <div className="flex flex-wrap gap-3">
        <a href="/sign-in" target="_blank" rel="noopener" className="btn-primary">
          {t('errors:session.sign_in')}
        </a>
        <button type="submit" className="btn">
          {t('errors:session.again')}
        </button>
      </div>
    </form>
  )
}

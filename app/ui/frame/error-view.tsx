import { useLocation } from '@remix-run/react'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PassageText } from '#app/ui/passage-text.tsx'
import { WhoWasFaster } from '#app/ui/who-was-faster.tsx'
import { written } from '#app/ui/written.tsx'
import type { HttpError } from '#app/web/http.ts'
import { knownStatus } from '#app/web/meta.ts'
import { placeOf } from '#app/web/place-of.ts'

/** The page for an error: what went wrong, in a sentence, and where to go next. */
export function ErrorView({ status, error }: { status: number; error?: HttpError }) {
  const t = useT()
  const back = placeOf(useLocation().pathname)
  const kind = knownStatus(status)
  return (
    <div className="page-narrow py-16 text-center">
      <Icon name={kind === 404 ? 'search' : 'circle-alert'} className="text-4xl text-soft" />
      <h1 className="title mt-4">{t(`errors:status_${kind}`)}</h1>
      <p className="mt-2 text-soft">
        {error ? t(`errors:${error.code}`, error.figures) : t(`errors:status_${kind}_hint`)}
      </p>
      {error?.faster && (
        <p className="mt-2">
          <WhoWasFaster by={error.faster} />
        </p>
      )}
      {error?.unsent && <UnsentForm {...error.unsent} />}
      {error?.instead && <Instead {...error.instead} />}
      <p className="mt-6 flex flex-wrap justify-center gap-3">
        {back && status !== 404 && !error?.unsent && (
          <a href={back} className="btn-primary">
            <Icon name="arrow-left" /> {t('errors:go_back')}
          </a>
        )}
        <a href="/" className={error?.unsent || error?.instead || (back && status !== 404) ? 'btn' : 'btn-primary'}>
          {t('errors:go_home')}
        </a>
        {!error?.instead && (
          <a href="/search" className="btn">
            {t('errors:go_search')}
          </a>
        )}
      </p>
    </div>
  )
}

/** A search form filled with the words of the address, and its first results. */
function Instead({ words, items }: NonNullable<HttpError['instead']>) {
  const t = useT()
  return (
    <div className="mt-8 text-left">
      <search>
        <form action="/search" className="flex gap-2">
          <input
            type="search"
            dir="auto"
            name="q"
            defaultValue={words}
            aria-label={t('common:search.label')}
            placeholder={t('common:search.label')}
            className="field"
          />
          <button type="submit" className="btn-primary">
            <Icon name="search" /> <span className="max-sm:sr-only">{t('errors:go_search')}</span>
          </button>
        </form>
      </search>
      {items.length > 0 && (
        <section aria-labelledby="instead" className="mt-6">
          <h2 id="instead" className="subtitle">
            {t('errors:suggestions')}
          </h2>
          <ul className="card mt-2 divide-y divide-line">
            {items.map((item) => (
              <li key={item.path} className="flex gap-2.5 px-4 py-3">
                <Icon
                  name={item.isArticle ? 'book-open' : item.solved ? 'circle-check' : 'message-circle'}
                  className={`mt-1 shrink-0 ${item.isArticle || item.solved ? 'text-good' : 'text-soft'}`}
                />
                <div className="min-w-0">
                  <a
                    href={item.path}
                    {...written(item.locale)}
                    className="quiet-link font-medium text-ink wrap-anywhere"
                  >
                    {item.title}
                  </a>
                  {item.passage.length > 0 && (
                    <p {...written(item.locale)} className="mt-1 line-clamp-2 text-sm text-soft wrap-anywhere">
                      <PassageText passage={item.passage} />
                    </p>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

/**
 * The form that was sent after the session had ended. It can be sent again from here after signing in in another tab.
 */
function UnsentForm({ action, fields }: NonNullable<HttpError['unsent']>) {
  const t = useT()
  return (
    <form method="post" action={action} className="panel mt-6 space-y-4 text-left">
      {Object.entries(fields).map(([name, value]) =>
        /\s/.test(value) ? (
          <textarea
            dir="auto"
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

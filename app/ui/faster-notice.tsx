import { useLocation } from '@remix-run/react'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { WhoWasFaster } from '#app/ui/who-was-faster.tsx'
import type { Faster } from '#app/web/faster.ts'

type Props = {
  faster: Faster | null | undefined
  /** What the page calls a field, if it shows it, and what it shows for a value. */
  nameOf: (field: string) => string | undefined
  show?: (field: string, value: string) => string
  /** The page with the form, when it is not this one. */
  page?: string
}

/** Above a form that somebody else has saved meanwhile: who, and for each field that they changed theirs and one's own. */
export function FasterNotice({ faster, nameOf, show = (_field, value) => value, page }: Props) {
  const t = useT()
  const { pathname, search } = useLocation()
  if (!faster) return null
  const changed = faster.changed.filter(({ field }) => nameOf(field) !== undefined)
  return (
    <div role="alert" tabIndex={-1} className="notice-warn">
      <Icon name="triangle-alert" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">
          <WhoWasFaster by={faster.by} />
        </p>
        <p className="mt-1">{t('common:faster.text')}</p>
        {changed.length > 0 && (
          <dl className="mt-3 space-y-2 text-sm">
            {changed.map(({ field, theirs, mine, kept }) => (
              <div key={field}>
                <dt className="font-medium">{nameOf(field)}</dt>
                <dd className="grid gap-x-4 sm:grid-cols-2">
                  <Value name={t('common:faster.theirs')}>{show(field, theirs)}</Value>
                  <Value name={t(kept ? 'common:faster.mine' : 'common:faster.before')}>{show(field, mine)}</Value>
                </dd>
              </div>
            ))}
          </dl>
        )}
        <p className="mt-3">
          <a href={page ?? pathname + search} className="btn-small" data-reload="">
            <Icon name="undo-2" /> {t('common:faster.take')}
          </a>
        </p>
      </div>
    </div>
  )
}

function Value({ name, children }: { name: string; children: string }) {
  const t = useT()
  return (
    <p className="min-w-0 wrap-anywhere whitespace-pre-line">
      <span className="text-soft">{name}</span> {children === '' ? <i>{t('common:faster.empty')}</i> : children}
    </p>
  )
}

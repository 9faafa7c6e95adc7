import type { PrecisionRow } from '#app/domain/automatic-replies/precision.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

type Props = { rows: PrecisionRow[]; threshold: number; version: string; least: number }

/**
 * Shows for each threshold: how often it would have replied, how this ended, and the share that was right, when there
 * are enough cases.
 */
export function PrecisionTable({ rows, threshold, version, least }: Props) {
  const { locale, t } = useLanguage()
  const figure = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 })
  const shown = (n: number) => count(n, locale)
  return (
    <table className="table mt-4">
      <thead>
        <tr>
          <th scope="col" className="sm:w-28">
            {t('precision:threshold')}
          </th>
          <th scope="col" className="!text-right sm:w-24">
            {t('precision:given')}
          </th>
          <th scope="col" className="max-sm:hidden">
            {t('precision:ended')}
          </th>
          <th scope="col" className="sm:w-2/5">
            {t('precision:precision')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const current = row.threshold === threshold
          const known = row.right + row.refused + row.otherwise
          return (
            <tr key={row.threshold} className={current ? 'bg-accent-soft' : ''} aria-current={current || undefined}>
              <th scope="row" className="!text-sm !text-ink whitespace-nowrap">
                <span className="tabular-nums">{figure.format(row.threshold)}</span>
                {current ? (
                  <span className="mt-1 flex items-center gap-1 text-xs text-accent">
                    <Icon name="check" /> {t('precision:current')}
                  </span>
                ) : (
                  <div className="mt-1">
                    <ActionButton
                      action="/admin/automatic-reply/threshold"
                      fields={{ threshold: String(row.threshold), version }}
                      className="text-xs font-normal text-soft underline underline-offset-2 hover:text-accent"
                      label={t('precision:use_of', { threshold: figure.format(row.threshold) })}
                      stay
                    >
                      {t('precision:use')}
                    </ActionButton>
                  </div>
                )}
              </th>
              <td className="text-right tabular-nums">{shown(row.given)}</td>
              <td className="max-sm:hidden">
                <Ended row={row} />
              </td>
              <td>
                {row.precision ? (
                  <>
                    <Bar {...row.precision} />
                    <p className="mt-1">
                      <strong>{percent(row.precision.share, locale)}</strong>{' '}
                      <span className="hint text-xs">
                        {t('precision:interval', {
                          from: percent(row.precision.from, locale),
                          to: percent(row.precision.to, locale),
                          count: known,
                          known: shown(known),
                        })}
                      </span>
                    </p>
                  </>
                ) : (
                  <p className="hint">{t('precision:too_few', { count: known, known: shown(known), least })}</p>
                )}
                <div className="mt-1 sm:hidden">
                  <Ended row={row} />
                </div>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Ended({ row }: { row: PrecisionRow }) {
  const { locale, t } = useLanguage()
  const parts = (['right', 'refused', 'otherwise', 'unknown'] as const).filter((part) => row[part] > 0)
  if (parts.length === 0) return <span className="hint">–</span>
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-soft">
      {parts.map((part) => (
        <li key={part} className={part === 'right' ? 'text-good' : ''}>
          {t(`precision:outcome.${part}`, { count: row[part], shown: count(row[part], locale) })}
        </li>
      ))}
    </ul>
  )
}

/** The share as a bar, with the range in which it lies. For the eye only: the same figures are there as text. */
function Bar({ share, from, to }: { share: number; from: number; to: number }) {
  return (
    <div aria-hidden="true" className="relative h-2.5 rounded-full bg-sunken">
      <div className="absolute inset-y-0 left-0 rounded-full bg-good" style={{ width: `${100 * share}%` }} />
      <div
        className="absolute top-1/2 h-0.5 -translate-y-1/2 bg-ink/60"
        style={{ left: `${100 * from}%`, width: `${100 * (to - from)}%` }}
      />
    </div>
  )
}

const percent = (share: number, locale: string) =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share)

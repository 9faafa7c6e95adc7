import type { ReputationMonth, ReputationPoint } from '#app/domain/reputation/history.ts'
import { calendarDay, count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'

const [WIDTH, HEIGHT] = [600, 160]
const TICKS_MAX = 7

/** The points of a user over time: a line for the eye, a sentence and a table for everybody. */
export function ReputationChart({ points, months }: { points: ReputationPoint[]; months: ReputationMonth[] }) {
  const { locale, t, reading } = useLanguage()
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 2) return null
  const span = Math.max(1, last.at - first.at)
  const top = niceTop(Math.max(...points.map((point) => point.total)))
  const x = (at: number) => ((at - first.at) / span) * WIDTH
  const y = (total: number) => HEIGHT - (total / top) * HEIGHT
  const line = points.map((point) => `${x(point.at).toFixed(1)},${y(point.total).toFixed(1)}`).join(' ')
  const text = t('users:ledger.chart_text', {
    from: count(first.total, locale),
    start: calendarDay(new Date(first.at), reading),
    to: count(last.total, locale),
    end: calendarDay(new Date(last.at), reading),
  })
  return (
    <figure>
      <div className="flex gap-2">
        <div aria-hidden="true" className="hint flex w-10 flex-col justify-between text-right text-xs tabular-nums">
          <span className="-mt-2">{count(top, locale)}</span>
          <span>{count(top / 2, locale)}</span>
          <span className="-mb-2">0</span>
        </div>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-labelledby="chart-title chart-text"
          className="h-40 min-w-0 flex-1 overflow-visible"
        >
          <title id="chart-title">{t('users:ledger.chart')}</title>
          <desc id="chart-text">{text}</desc>
          {[0, 0.5, 1].map((share) => (
            <line
              key={share}
              x1="0"
              x2={WIDTH}
              y1={HEIGHT * share}
              y2={HEIGHT * share}
              className="stroke-line"
              vectorEffect="non-scaling-stroke"
            />
          ))}
          <polygon points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} className="fill-accent/15" />
          <polyline
            points={line}
            fill="none"
            strokeWidth="2"
            strokeLinejoin="round"
            className="stroke-accent"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      </div>
      <div aria-hidden="true" className="hint relative mt-2 ml-12 h-5 text-xs">
        {monthTicks(first.at, last.at).map((at) => (
          <span
            key={at}
            className="absolute -translate-x-1/2 whitespace-nowrap"
            style={{ left: `${(x(at) / WIDTH) * 100}%` }}
          >
            {monthName(new Date(at), reading)}
          </span>
        ))}
      </div>
      {months.length > 0 && (
        <details className="mt-2">
          <summary className="hint">{t('users:ledger.table')}</summary>
          <div className="mt-2">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('users:ledger.month')}</th>
                  <th scope="col">{t('users:ledger.change')}</th>
                  <th scope="col">{t('users:ledger.at_end')}</th>
                </tr>
              </thead>
              <tbody>
                {months.map(({ month, change, total }) => (
                  <tr key={month}>
                    <th scope="row" className="text-ink">
                      {calendarDay(new Date(`${month}-01T00:00:00Z`), reading, 'month')}
                    </th>
                    <td className="tabular-nums">{change < 0 ? `−${-change}` : `+${change}`}</td>
                    <td className="tabular-nums">{new Intl.NumberFormat(locale).format(total)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </figure>
  )
}

/** The next round number: 10, 20, 50, 100, 200… */
function niceTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(10, most)))
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? most
}

/** First days of months between two moments, as many as fit, and none close to an edge. */
function monthTicks(from: number, to: number): number[] {
  const months: number[] = []
  const start = new Date(from)
  for (let index = 1; ; index++) {
    const at = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + index, 1)
    if (at > to) break
    months.push(at)
  }
  const edge = (to - from) * 0.04
  const step = Math.ceil(months.length / TICKS_MAX)
  return months.filter((at, index) => index % step === 0 && at - from > edge && to - at > edge)
}

/** January is labelled with the year: month and year together do not fit on a phone. */
const monthName = (at: Date, reading: { region: string }) =>
  at.getUTCMonth() === 0 ? String(at.getUTCFullYear()) : calendarDay(at, reading, 'short_month')

import type { LoaderFunctionArgs } from '@remix-run/node'
import { listWeeklySearches } from '#app/domain/search/log/weekly-lists.ts'
import { readWeek, weekName } from '#app/pages/admin/search-week.ts'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const COLUMNS = ['text', 'locale', 'searches', 'hits', 'opened', 'firstRank', 'lastAt', 'resolution'] as const

/** A list of a week as CSV (RFC 4180), with the byte order mark by which Excel recognizes UTF-8. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const { week, list } = readWeek(new URL(request.url).searchParams, new Date())
  const searches = await orHttpError(listWeeklySearches(db, actor, { list, week }))
  const rows = searches.map((search) => COLUMNS.map((column) => cell(search[column])).join(','))
  return new Response(`\ufeff${[COLUMNS.join(','), ...rows, ''].join('\r\n')}`, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="searches-${weekName(week)}-${list}.csv"`,
      'Cache-Control': 'no-store',
    },
  })
}

function cell(value: string | number | Date | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = value instanceof Date ? value.toISOString() : value
  // Visitors wrote these texts: a text that starts like a formula would be run as one by a spreadsheet.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listCalendars } from '#app/domain/calendars/queries.ts'
import { zoneNow } from '#app/domain/calendars/time-zone.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { slotsOfDay, WEEK } from '#app/pages/admin/calendar-form.ts'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { countryName, weekday } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const calendars = await listCalendars(db)
  return { calendars: calendars.map((calendar) => ({ ...calendar, timeZone: zoneNow(calendar.timeZone) })) }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('admin:calendars.title'))

export default function Calendars() {
  const { calendars } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{t('admin:title')}</h1>
      <AdminTabs current="calendars" />
      <div className="mt-6 flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-semibold">{t('admin:calendars.title')}</h2>
        <a href="/admin/calendars/new" className="btn ml-auto">
          {t('admin:calendars.new')}
        </a>
      </div>
      <p className="hint mt-1 max-w-prose">{t('admin:calendars.intro')}</p>
      <div className="mt-4 grid gap-4 md:grid-cols-2">
        {calendars.map((calendar) => (
          <section key={calendar.id} className="panel" aria-labelledby={`calendar-${calendar.id}`}>
            <h3 id={`calendar-${calendar.id}`} className="subtitle flex items-center gap-2">
              <Icon name="calendar" className="text-soft" /> {calendar.name}
              <a
                href={`/admin/calendars/${calendar.id}`}
                aria-label={t('admin:edit_named', { name: calendar.name })}
                className="btn-quiet ml-auto"
              >
                <Icon name="pencil" /> {t('common:edit')}
              </a>
            </h3>
            <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
              {WEEK.map((day) => (
                <div key={day} className="contents">
                  <dt className="text-soft first-letter:uppercase">{weekday(day, locale)}</dt>
                  <dd>{slotsOfDay(calendar.slots, day) || t('admin:calendars.closed')}</dd>
                </div>
              ))}
            </dl>
            <p className="hint mt-3">
              {calendar.timeZone} ·{' '}
              {calendar.holidaysCountry
                ? t('admin:calendars.holidays_of', { country: countryName(calendar.holidaysCountry, locale) })
                : t('admin:calendars.no_holidays')}
              {calendar.holidaysRegion && ` (${calendar.holidaysRegion})`}
            </p>
          </section>
        ))}
      </div>
    </div>
  )
}

import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { listHolidayRegions } from '#app/domain/calendars/holidays.ts'
import { listCalendars } from '#app/domain/calendars/queries.ts'
import { listTimeZones } from '#app/domain/calendars/time-zone.ts'
import { notFound } from '#app/domain/errors.ts'
import { readSlots, slotsOfDay, WEEK } from '#app/pages/admin/calendar-form.ts'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { FormError, SelectField, TextField } from '#app/ui/form.tsx'
import { countryName, weekday } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { idParam, orFormErrors, orHttpError, readForm } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'
import { saveCalendar } from '#moderation/escalation/save-calendar.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [calendars, regions, locale] = await Promise.all([listCalendars(db), listHolidayRegions(), context.locale()])
  const calendar = params.calendarId === 'new' ? null : calendars.find((each) => each.id === idParam(params.calendarId))
  if (calendar === undefined) throw await orHttpError(Promise.reject(notFound('calendar')))

  const countries = regions
    .map(({ country }) => ({ code: country, name: countryName(country, locale) }))
    .sort((a, b) => a.name.localeCompare(b.name, locale))
  return {
    calendar,
    countries,
    regions: regions.find((each) => each.country === calendar?.holidaysCountry)?.regions ?? [],
    timeZones: listTimeZones(),
  }
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireAdmin(request, context)
  const typed = await readForm(request)
  const id = params.calendarId === 'new' ? {} : { id: idParam(params.calendarId) }
  const { failure } = await orFormErrors(
    saveCalendar(db, actor, {
      ...id,
      name: typed.name ?? '',
      timeZone: typed.timeZone ?? '',
      slots: readSlots(typed),
      holidaysCountry: typed.holidaysCountry || null,
      holidaysRegion: typed.holidaysRegion?.trim().toUpperCase() || null,
    }),
  )
  if (failure) return data({ ...failure.data, typed }, failure.init ?? {})
  return redirect('/admin/calendars')
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.calendar?.name ?? t('admin:calendars.new'),
)

export default function CalendarPage() {
  const { calendar, countries, regions, timeZones } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { locale, t } = useLanguage()
  const typed = refused?.typed
  const errors = refused?.errors
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href="/admin/calendars" className="link">
          {t('admin:calendars.title')}
        </a>
      </p>
      <h1 className="title mt-1">{calendar?.name ?? t('admin:calendars.new')}</h1>
      <form method="post" className="panel mt-4 space-y-5">
        <FormError errors={errors} fields={['name', 'timeZone', 'holidaysCountry', 'holidaysRegion']} />
        <TextField
          name="name"
          label={t('admin:name')}
          defaultValue={typed?.name ?? calendar?.name}
          errors={errors}
          maxLength={80}
          required
        />
        <TextField
          name="timeZone"
          label={t('admin:calendars.time_zone')}
          hint={t('admin:calendars.time_zone_hint')}
          defaultValue={typed?.timeZone ?? calendar?.timeZone ?? 'Europe/Paris'}
          errors={errors}
          list="time-zones"
          autoComplete="off"
          required
        />
        <datalist id="time-zones">
          {timeZones.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <fieldset>
          <legend className="subtitle">{t('admin:calendars.hours')}</legend>
          <p className="hint">{t('admin:calendars.hours_hint')}</p>
          <div className="mt-3 space-y-2">
            {WEEK.map((day) => (
              <div key={day} className="flex items-center gap-3">
                <label htmlFor={`day-${day}`} className="inline-block w-28 shrink-0 text-sm first-letter:uppercase">
                  {weekday(day, locale)}
                </label>
                <input
                  id={`day-${day}`}
                  name={`day${day}`}
                  type="text"
                  className="field"
                  placeholder={t('admin:calendars.closed')}
                  defaultValue={typed?.[`day${day}`] ?? slotsOfDay(calendar?.slots ?? [], day)}
                  autoComplete="off"
                />
              </div>
            ))}
          </div>
        </fieldset>
        <div className="grid gap-5 sm:grid-cols-2">
          <SelectField
            name="holidaysCountry"
            label={t('admin:calendars.country')}
            defaultValue={typed?.holidaysCountry ?? calendar?.holidaysCountry ?? ''}
            errors={errors}
          >
            <option value="">{t('admin:calendars.no_holidays')}</option>
            {countries.map((country) => (
              <option key={country.code} value={country.code}>
                {country.name}
              </option>
            ))}
          </SelectField>
          <TextField
            name="holidaysRegion"
            label={t('admin:calendars.region')}
            hint={
              regions.length > 0
                ? t('admin:calendars.region_known', { list: regions.join(', ') })
                : t('admin:calendars.region_hint')
            }
            defaultValue={typed?.holidaysRegion ?? calendar?.holidaysRegion ?? ''}
            errors={errors}
            maxLength={10}
            autoComplete="off"
          />
        </div>
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('common:save')}
          </button>
          <a href="/admin/calendars" className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}

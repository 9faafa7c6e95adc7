import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { listHolidayRegions } from '#app/domain/calendars/holidays.ts'
import { listCalendars } from '#app/domain/calendars/queries.ts'
import { listTimeZones, zoneNow } from '#app/domain/calendars/time-zone.ts'
import { notFound } from '#app/domain/errors.ts'
import { readSlots, typeCalendar, WEEK } from '#app/pages/admin/calendar-form.ts'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, SelectField, TextField } from '#app/ui/form.tsx'
import { countryName, weekday } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { type OpenedForm, refusedForm } from '#app/web/faster.ts'
import { idParam, orFormErrors, orHttpError, readForm } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'
import type { Calendar } from '#db/schema.ts'
import { saveCalendar, versionOfCalendar } from '#moderation/escalation/save-calendar.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [calendar, regions, locale] = await Promise.all([
    params.calendarId === 'new' ? null : getCalendar(idParam(params.calendarId)),
    listHolidayRegions(),
    context.locale(),
  ])

  const countries = regions
    .map(({ country }) => ({ code: country, name: countryName(country, locale) }))
    .sort((a, b) => a.name.localeCompare(b.name, locale))
  return {
    name: calendar?.name ?? null,
    opened: openCalendar(calendar),
    countries,
    regions: regions.find((each) => each.country === calendar?.holidaysCountry)?.regions ?? [],
    timeZones: listTimeZones(),
  }
}

async function getCalendar(id: number): Promise<Calendar> {
  const calendar = (await listCalendars(db)).find((each) => each.id === id)
  return calendar ?? orHttpError(Promise.reject(notFound('calendar')))
}

const openCalendar = (calendar: Calendar | null): OpenedForm => ({
  version: calendar ? versionOfCalendar(calendar) : '',
  fields: typeCalendar(calendar && { ...calendar, timeZone: zoneNow(calendar.timeZone) }),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireAdmin(request, context)
  const typed = await readForm(request)
  const id = params.calendarId === 'new' ? undefined : idParam(params.calendarId)
  const { failure } = await orFormErrors(
    saveCalendar(db, actor, {
      ...(id === undefined ? {} : { id, version: typed.version }),
      name: typed.name ?? '',
      timeZone: typed.timeZone ?? '',
      slots: readSlots(typed),
      holidaysCountry: typed.holidaysCountry || null,
      holidaysRegion: typed.holidaysRegion?.trim().toUpperCase() || null,
    }),
  )
  if (failure) {
    const open = async () => openCalendar(id === undefined ? null : await getCalendar(id))
    return data(await refusedForm(failure.data, typed, open, { unitOf }), failure.init ?? {})
  }
  return redirectSaved('/admin/calendars')
}

/** A region is one of its country. */
const unitOf = (field: string) => (field === 'holidaysRegion' ? 'holidaysCountry' : field)

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.name ?? t('admin:calendars.new'),
)

type Labelled = keyof typeof LABELS
const LABELS = {
  name: 'name',
  timeZone: 'calendars.time_zone',
  holidaysCountry: 'calendars.country',
  holidaysRegion: 'calendars.region',
} as const

export default function CalendarPage() {
  const { name, opened, countries, regions, timeZones } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const { locale, t } = useLanguage()
  const typed = refused?.typed ?? opened.fields
  const faster = refused?.faster
  const errors = refused?.errors
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href="/admin/calendars" className="link">
          {t('admin:calendars.title')}
        </a>
      </p>
      <h1 className="title mt-1">{name ?? t('admin:calendars.new')}</h1>
      <form key={faster ? typed.version : ''} method="post" className="panel mt-4 space-y-5">
        <FasterNotice
          faster={faster}
          nameOf={(field) =>
            field.startsWith('day') ? weekday(Number(field.slice(3)), locale) : t(`admin:${LABELS[field as Labelled]}`)
          }
        />
        {name !== null && <OpenedFields opened={opened} typed={refused?.typed} />}
        <FormError errors={errors} fields={['name', 'timeZone', 'holidaysCountry', 'holidaysRegion']} />
        <TextField
          name="name"
          label={t('admin:name')}
          defaultValue={typed.name}
          errors={errors}
          maxLength={80}
          required
        />
        <TextField
          name="timeZone"
          label={t('admin:calendars.time_zone')}
          hint={t('admin:calendars.time_zone_hint')}
          defaultValue={typed.timeZone}
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
                  dir="auto"
                  className="field"
                  placeholder={t('admin:calendars.closed')}
                  defaultValue={typed[`day${day}`]}
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
            defaultValue={typed.holidaysCountry}
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
            defaultValue={typed.holidaysRegion}
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

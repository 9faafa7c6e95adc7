import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { z } from 'zod'
import { listTimeZones, zoneNow } from '#app/domain/calendars/time-zone.ts'
import { getOwnProfile } from '#app/domain/profiles/queries.ts'
import { changeProfile, versionOfProfile } from '#app/domain/users/change-profile.ts'
import type { Translate } from '#app/messages/translate.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, SelectField, TextArea, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { Time } from '#app/ui/time.tsx'
import { type OpenedForm, refusedForm } from '#app/web/faster.ts'
import { orFormErrors, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { listSessions, type OpenSession } from '#app/web/session.server.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const [profile, sessions] = await Promise.all([
    getOwnProfile(db, actor.id),
    listSessions(actor.id, request.headers.get('Cookie') ?? ''),
  ])
  return { opened: openProfile(profile), sessions, timeZones: listTimeZones() }
}

function openProfile(profile: Awaited<ReturnType<typeof getOwnProfile>>): OpenedForm {
  const { location, website, locale, timeZone, ...always } = profile
  const chosen = {
    location: location ?? '',
    website: website ?? '',
    locale: locale ?? '',
    timeZone: timeZone ? zoneNow(timeZone) : '',
  }
  return { version: versionOfProfile(profile), fields: { ...always, ...chosen } }
}

const settingsForm = z.object({
  name: z.string().default(''),
  handle: z.string().optional(),
  about: z.string().default(''),
  location: z.string().default(''),
  website: z.string().default(''),
  locale: z.enum(['', 'en', 'fr']).transform((value) => value || null),
  timeZone: z
    .string()
    .transform((value) => value || null)
    .optional(),
  theme: z.enum(['system', 'light', 'dark']),
  version: z.string().optional(),
})

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const typed = await readForm(request)
  const form = parseForm(settingsForm, typed)
  const { failure } = await orFormErrors(changeProfile(db, actor, form))
  if (failure) {
    const open = async () => openProfile(await getOwnProfile(db, actor.id))
    return data(await refusedForm(failure.data, typed, open), failure.init ?? {})
  }
  return redirect('/settings?saved=1', { headers: { 'X-Remix-Reload-Document': 'true' } })
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('account:settings.title'))

const THEMES = ['system', 'light', 'dark'] as const
const LANGUAGES: Record<string, string> = { en: 'English', fr: 'Français' }
const LABELS = {
  name: 'account:name',
  handle: 'account:handle',
  about: 'account:about',
  location: 'account:location',
  website: 'account:website',
  locale: 'account:language',
  timeZone: 'account:time_zone',
  theme: 'common:theme.label',
} as const

export default function Settings() {
  const { opened, sessions, timeZones } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const [params] = useSearchParams()
  const t = useT()
  const errors = refused?.errors
  const shown: Record<string, string> = refused?.typed ?? opened.fields
  return (
    <div className="page-narrow">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="title mr-auto">{t('account:settings.title')}</h1>
        <a href="/settings/notifications" className="btn-small">
          <Icon name="bell" /> {t('notifications:preferences.title')}
        </a>
      </div>
      {params.has('saved') && !refused && (
        <p role="status" className="notice-good mt-4">
          <Icon name="circle-check" /> {t('account:settings.saved')}
        </p>
      )}
      <form key={refused?.faster ? shown.version : ''} method="post" className="panel mt-5 space-y-5">
        <FasterNotice
          faster={refused?.faster}
          nameOf={(field) => t(LABELS[field as keyof typeof LABELS])}
          show={(field, value) => {
            const theme = field === 'theme' && THEMES.find((each) => each === value)
            if (theme) return t(`common:theme.${theme}`)
            if (field === 'timeZone') return value.replaceAll('_', ' ') || t('account:time_zone_auto')
            return field === 'locale' ? (LANGUAGES[value] ?? t('account:language_auto')) : value
          }}
        />
        <OpenedFields opened={opened} typed={refused?.typed} />
        <FormError errors={errors} fields={['name', 'handle', 'about', 'website', 'timeZone']} />
        <TextField
          name="name"
          label={t('account:name')}
          hint={t('account:name_hint')}
          defaultValue={shown.name}
          errors={errors}
          required
        />
        <TextField
          name="handle"
          label={t('account:handle')}
          hint={t('account:handle_hint')}
          defaultValue={shown.handle}
          errors={errors}
          maxLength={60}
          autoCapitalize="none"
          spellCheck={false}
        />
        <TextArea
          name="about"
          label={t('account:about')}
          hint={t('common:markdown.hint')}
          defaultValue={shown.about}
          errors={errors}
          rows={5}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField name="location" label={t('account:location')} defaultValue={shown.location} maxLength={80} />
          <TextField
            name="website"
            type="url"
            label={t('account:website')}
            defaultValue={shown.website}
            errors={errors}
          />
          <SelectField name="locale" label={t('account:language')} defaultValue={shown.locale}>
            <option value="">{t('account:language_auto')}</option>
            <option value="en">English</option>
            <option value="fr">Français</option>
          </SelectField>
          <SelectField name="timeZone" label={t('account:time_zone')} defaultValue={shown.timeZone} errors={errors}>
            <option value="">{t('account:time_zone_auto')}</option>
            {timeZones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </SelectField>
          <SelectField name="theme" label={t('common:theme.label')} defaultValue={shown.theme}>
            {THEMES.map((theme) => (
              <option key={theme} value={theme}>
                {t(`common:theme.${theme}`)}
              </option>
            ))}
          </SelectField>
        </div>
        <button type="submit" className="btn-primary">
          {t('common:save')}
        </button>
      </form>
      <Sessions sessions={sessions} />
    </div>
  )
}

function nameOf(t: Translate, { browser, system }: OpenSession): string {
  if (browser && system) return t('account:sessions.browser_on', { browser, system })
  return browser ?? system ?? t('account:sessions.unknown')
}

/** Where somebody is signed in, and the way out of all of it: for a lost phone, or a shared computer. */
function Sessions({ sessions }: { sessions: OpenSession[] }) {
  const t = useT()
  return (
    <section aria-labelledby="sessions" className="panel mt-5">
      <h2 id="sessions" className="subtitle">
        {t('account:sessions.title')}
      </h2>
      <ul className="mt-3 space-y-3 text-sm">
        {sessions.map((session) => (
          <li key={`${session.openedAt.getTime()} ${session.browser}`}>
            <p className="flex flex-wrap items-center gap-2">
              <span className="font-medium">{nameOf(t, session)}</span>
              {session.isThisOne && <span className="chip-info">{t('account:sessions.this_one')}</span>}
            </p>
            <p className="hint">
              {t('account:sessions.opened')} <Time at={session.openedAt} />
              {!session.isThisOne && (
                <>
                  {' · '}
                  {t('account:sessions.seen')} <Time at={session.lastSeenAt} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
      <form method="post" action="/sign-out" className="mt-4" data-reload="">
        <button type="submit" name="everywhere" value="on" className="btn">
          <Icon name="log-out" /> {t('account:sessions.end_all')}
        </button>
      </form>
    </section>
  )
}

import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { z } from 'zod'
import { listTimeZones } from '#app/domain/calendars/time-zone.ts'
import { getOwnProfile } from '#app/domain/profiles/queries.ts'
import { changeProfile } from '#app/domain/users/change-profile.ts'
import { FormError, SelectField, TextArea, TextField } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { orFormErrors, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { listSessions } from '#app/web/session.server.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const [profile, sessions] = await Promise.all([
    getOwnProfile(db, actor.id),
    listSessions(actor.id, request.headers.get('Cookie') ?? ''),
  ])
  return { ...profile, sessions, timeZones: listTimeZones() }
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
})

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = parseForm(settingsForm, await readForm(request))
  const { failure } = await orFormErrors(changeProfile(db, actor, form))
  if (failure) return data({ ...failure.data, form }, failure.init ?? {})
  return redirect('/settings?saved=1', { headers: { 'X-Remix-Reload-Document': 'true' } })
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('account:settings.title'))

export default function Settings() {
  const profile = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const [params] = useSearchParams()
  const t = useT()
  const errors = refused?.errors
  const shown = refused?.form ?? profile
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
      <form method="post" className="panel mt-5 space-y-5">
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
          <TextField name="location" label={t('account:location')} defaultValue={shown.location ?? ''} maxLength={80} />
          <TextField
            name="website"
            type="url"
            label={t('account:website')}
            defaultValue={shown.website ?? ''}
            errors={errors}
          />
          <SelectField name="locale" label={t('account:language')} defaultValue={shown.locale ?? ''}>
            <option value="">{t('account:language_auto')}</option>
            <option value="en">English</option>
            <option value="fr">Français</option>
          </SelectField>
          <SelectField
            name="timeZone"
            label={t('account:time_zone')}
            defaultValue={shown.timeZone ?? ''}
            errors={errors}
          >
            <option value="">{t('account:time_zone_auto')}</option>
            {profile.timeZones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </SelectField>
          <SelectField name="theme" label={t('common:theme.label')} defaultValue={shown.theme}>
            {(['system', 'light', 'dark'] as const).map((theme) => (
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
      <Sessions sessions={profile.sessions} />
    </div>
  )
}

/** Where somebody is signed in, and the way out of all of it: for a lost phone, or a shared computer. */
function Sessions({ sessions }: { sessions: Array<{ openedAt: Date; isThisOne: boolean }> }) {
  const t = useT()
  return (
    <section aria-labelledby="sessions" className="panel mt-5">
      <h2 id="sessions" className="subtitle">
        {t('account:sessions.title')}
      </h2>
      <ul className="mt-3 space-y-1.5 text-sm">
        {sessions.map(({ openedAt, isThisOne }) => (
          <li key={openedAt.getTime()} className="flex flex-wrap gap-2">
            <Time at={openedAt} />
            {isThisOne && <span className="chip-info">{t('account:sessions.this_one')}</span>}
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

import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData, useSearchParams } from '@remix-run/react'
import { changePreferences, versionOfPreferences } from '#app/domain/notifications/change-preferences.ts'
import { ALWAYS_TOLD, NOTIFICATION_KINDS } from '#app/domain/notifications/kinds.ts'
import { listPreferences } from '#app/domain/notifications/queries.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { type OpenedForm, refusedForm } from '#app/web/faster.ts'
import { orFormErrors, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  return { opened: openPreferences(await listPreferences(db, await requireActor(request, context))) }
}

const openPreferences = (preferences: Awaited<ReturnType<typeof listPreferences>>): OpenedForm => ({
  version: versionOfPreferences(preferences),
  fields: Object.fromEntries(
    NOTIFICATION_KINDS.filter((kind) => preferences[kind].site).map((kind) => [`site.${kind}`, 'on']),
  ),
})

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const typed = await readForm(request)
  const site = NOTIFICATION_KINDS.filter((kind) => typed[`site.${kind}`] === 'on')
  const { failure } = await orFormErrors(changePreferences(db, actor, { site, version: typed.version }))
  if (failure) {
    const open = async () => openPreferences(await listPreferences(db, actor))
    return data(await refusedForm(failure.data, typed, open), failure.init ?? {})
  }
  return redirect('/settings/notifications?saved=1')
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('notifications:preferences.title'))

const TOLD = NOTIFICATION_KINDS.filter((kind) => !ALWAYS_TOLD.includes(kind))

export default function NotificationSettings() {
  const { opened } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const chosen: Record<string, string> = refused?.typed ?? opened.fields
  const [params] = useSearchParams()
  const t = useT()
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href="/settings" className="quiet-link inline-flex items-center gap-1">
          <Icon name="arrow-left" /> {t('account:settings.title')}
        </a>
      </p>
      <h1 className="title mt-1">{t('notifications:preferences.title')}</h1>
      <p className="mt-1 text-soft">{t('notifications:preferences.intro')}</p>
      {params.has('saved') && !refused && (
        <p role="status" className="notice-good mt-4">
          <Icon name="circle-check" /> {t('account:settings.saved')}
        </p>
      )}
      <form key={refused?.faster ? chosen.version : ''} method="post" className="panel mt-5">
        <FasterNotice
          faster={refused?.faster}
          nameOf={(field) => {
            const kind = TOLD.find((each) => field === `site.${each}`)
            return kind && t(`notifications:kind.${kind}`)
          }}
          show={(_field, value) => t(value === 'on' ? 'common:faster.on' : 'common:faster.off')}
        />
        <OpenedFields opened={opened} typed={refused?.typed} />
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('notifications:preferences.what')}</th>
              <th scope="col" className="w-24 text-center!">
                {t('notifications:preferences.site')}
              </th>
            </tr>
          </thead>
          <tbody>
            {TOLD.map((kind) => (
              <tr key={kind}>
                <td>
                  <label htmlFor={`site-${kind}`}>{t(`notifications:kind.${kind}`)}</label>
                </td>
                <td className="text-center">
                  <input
                    type="checkbox"
                    id={`site-${kind}`}
                    name={`site.${kind}`}
                    defaultChecked={chosen[`site.${kind}`] === 'on'}
                    className="size-5"
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <button type="submit" className="btn-primary mt-4">
          {t('common:save')}
        </button>
      </form>
    </div>
  )
}

import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData, useSearchParams } from '@remix-run/react'
import { changePreferences } from '#app/domain/notifications/change-preferences.ts'
import { ALWAYS_TOLD, NOTIFICATION_KINDS } from '#app/domain/notifications/kinds.ts'
import { listPreferences } from '#app/domain/notifications/queries.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { orHttpError, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  return { preferences: await listPreferences(db, await requireActor(request, context)) }
}

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = await readForm(request)
  const site = NOTIFICATION_KINDS.filter((kind) => form[`site.${kind}`] === 'on')
  await orHttpError(changePreferences(db, actor, { site }))
  return redirect('/settings/notifications?saved=1')
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('notifications:preferences.title'))

export default function NotificationSettings() {
  const { preferences } = useLoaderData<typeof loader>()
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
      {params.has('saved') && (
        <p role="status" className="notice-good mt-4">
          <Icon name="circle-check" /> {t('account:settings.saved')}
        </p>
      )}
      <form method="post" className="panel mt-5">
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
            {NOTIFICATION_KINDS.filter((kind) => !ALWAYS_TOLD.includes(kind)).map((kind) => (
              <tr key={kind}>
                <td>
                  <label htmlFor={`site-${kind}`}>{t(`notifications:kind.${kind}`)}</label>
                </td>
                <td className="text-center">
                  <input
                    type="checkbox"
                    id={`site-${kind}`}
                    name={`site.${kind}`}
                    defaultChecked={preferences[kind].site}
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

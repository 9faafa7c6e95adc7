import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listNotifications } from '#app/domain/notifications/queries.ts'
import { NotificationRow } from '#app/pages/account/notification-row.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const query = new URL(request.url).searchParams
  const unread = query.get('show') !== 'all'
  const before = Number(/^\d{1,15}$/.exec(query.get('before') ?? '')?.[0] ?? 0) || undefined
  return { unread, ...(await listNotifications(db, actor, { unread, before })) }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('notifications:title'))

export default function Notifications() {
  const { unread, items, next } = useLoaderData<typeof loader>()
  const t = useT()
  const show = unread ? 'unread' : 'all'
  return (
    <div className="page-narrow">
      <div className="flex flex-wrap items-center gap-3">
        <h1 className="title mr-auto">{t('notifications:title')}</h1>
        {items.some((notification) => notification.readAt === null) && (
          <ActionButton action="/notifications/reading" className="btn-small" stay>
            <Icon name="check" /> {t('notifications:mark_all_read')}
          </ActionButton>
        )}
        <a href="/settings/notifications" className="btn-small">
          <Icon name="settings" /> {t('notifications:preferences.link')}
        </a>
      </div>
      <nav aria-label={t('notifications:title')} className="tabs mt-4">
        {(['unread', 'all'] as const).map((tab) => (
          <a key={tab} href={`/notifications?show=${tab}`} aria-current={tab === show ? 'page' : undefined}>
            {t(`notifications:tab.${tab}`)}
          </a>
        ))}
      </nav>
      {items.length === 0 ? (
        <div className="mt-4">
          <EmptyState icon="bell" title={t(`notifications:empty.${show}`)}>
            {t('notifications:empty_hint')}{' '}
            <a href="/following" className="link">
              {t('following:title')}
            </a>
          </EmptyState>
        </div>
      ) : (
        <ul className="card mt-4 divide-y divide-line overflow-hidden">
          {items.map((notification) => (
            <NotificationRow key={notification.id} notification={notification} />
          ))}
        </ul>
      )}
      {next && (
        <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-end">
          <a href={`/notifications?show=${show}&before=${next}`} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        </nav>
      )}
    </div>
  )
}

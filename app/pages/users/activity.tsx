import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type ActivityKind, listActivity } from '#app/domain/profiles/list-activity.ts'
import { requireUserOf } from '#app/pages/users/profile.server.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { NextPage } from '#app/ui/next-page.tsx'
import { Time } from '#app/ui/time.tsx'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const userId = await requireUserOf(params)
  const after = readCursor(new URL(request.url).searchParams.get('after'))
  const { items, next } = await listActivity(db, await context.viewer(), userId, { after })
  return { userId, acts: items, next: next && writeCursor(next), isFirst: after === undefined }
}

const ICONS: Record<ActivityKind, IconName> = {
  question: 'message-circle',
  answer: 'message-square',
  comment: 'message-square',
  edit: 'pencil',
  badge: 'award',
}

export default function ActivityOfPerson() {
  const { userId, acts, next, isFirst } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <section>
      <h2 className="mb-3 text-lg font-semibold">{t('users:tab.activity')}</h2>
      {acts.length === 0 ? (
        <EmptyState icon="history" title={t('users:none.activity')} />
      ) : (
        <ol className="card divide-y divide-line">
          {acts.map((act) => (
            <li key={act.id} className="flex items-baseline gap-3 px-4 py-2.5 text-sm">
              <Icon name={ICONS[act.kind]} className="translate-y-0.5 text-soft" />
              <p className="min-w-0 flex-1 wrap-anywhere">
                <span className="text-soft">{t(`users:act.${act.kind}`)}</span>{' '}
                {act.badge && (
                  <a href={`/badges/${act.badge}`} className="quiet-link font-medium">
                    {t(`badges:${act.badge}.name`)}
                    {act.tag && ` · ${act.tag}`}
                  </a>
                )}
                {act.threadId && act.postId && (
                  <a dir="auto" href={postPath(act.threadId, act.postId)} className="quiet-link font-medium">
                    {act.title}
                  </a>
                )}
              </p>
              <span className="hint shrink-0">
                <Time at={act.at} />
              </span>
            </li>
          ))}
        </ol>
      )}
      <NextPage path={`/users/${userId}/activity`} next={next} isFirst={isFirst} />
    </section>
  )
}

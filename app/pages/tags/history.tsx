import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listTagHistory } from '#app/domain/tags/queries.ts'
import { tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { titled } from '#app/web/meta.ts'
import { tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params }: LoaderFunctionArgs) {
  const tag = await tagOfAddress(request, params, '/history')
  const events = await listTagHistory(db, tag.id)
  return {
    name: tag.name,
    changes: events.map((event) => ({
      id: event.id,
      what: event.what,
      before: wordsOf(event.before),
      after: wordsOf(event.after),
      createdAt: event.createdAt,
      person: { id: event.actorId, name: event.actorName },
    })),
  }
}

/** The text of an event's details, longer parts last. Figures are only in the audit log. */
const wordsOf = (facts: Record<string, unknown> | null): string[] =>
  ['synonym', 'name', 'description', 'guide']
    .map((part) => facts?.[part])
    .filter((words): words is string => typeof words === 'string' && words !== '')

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  t('tags:history_title', { tag: page?.name ?? '' }),
)

export default function TagHistory() {
  const { name, changes } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href={tagPath(name)} className="link">
          {name}
        </a>
      </p>
      <h1 className="title mt-1">{t('tags:history_title', { tag: name })}</h1>
      {changes.length === 0 ? (
        <div className="mt-4">
          <EmptyState icon="history" title={t('tags:no_history')} />
        </div>
      ) : (
        <ol className="card mt-4 divide-y divide-line">
          {changes.map((change) => (
            <li key={change.id} className="px-4 py-3 sm:px-5">
              <p className="flex flex-wrap items-center gap-x-2">
                <UserLink person={change.person} /> {t(`tags:event.${change.what}`)}
                <span className="hint ml-auto">
                  <Time at={change.createdAt} />
                </span>
              </p>
              <dl className="mt-2 grid gap-3 text-sm sm:grid-cols-2">
                {(['before', 'after'] as const).map(
                  (side) =>
                    change[side].length > 0 && (
                      <div key={side}>
                        <dt className="text-soft">{t(`tags:${side}`)}</dt>
                        {change[side].map((words) => (
                          <dd key={words} className="mt-1 whitespace-pre-line wrap-anywhere">
                            {words}
                          </dd>
                        ))}
                      </div>
                    ),
                )}
              </dl>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

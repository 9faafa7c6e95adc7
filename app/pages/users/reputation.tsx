import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { getProfile } from '#app/domain/profiles/queries.ts'
import { countedPointsOfDay, historyOf } from '#app/domain/reputation/history.ts'
import { DAILY_CAP } from '#app/domain/reputation/ledger.ts'
import { listReputation, listReputationDays } from '#app/domain/reputation/queries.ts'
import { nextPrivilege } from '#app/domain/users/next-privilege.ts'
import { Ledger } from '#app/pages/users/ledger.tsx'
import { requireUserOf } from '#app/pages/users/profile.server.ts'
import { ReputationChart } from '#app/pages/users/reputation-chart.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { NextPage } from '#app/ui/next-page.tsx'
import { NextPrivilege } from '#app/ui/next-privilege.tsx'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const userId = await requireUserOf(params)
  const after = readCursor(new URL(request.url).searchParams.get('after'))
  const [person, days, { items, next }] = await Promise.all([
    getProfile(db, userId),
    listReputationDays(db, userId),
    listReputation(db, viewer, userId, { locale: await context.locale(), after }),
  ])
  const shownDays = new Set(items.map((entry) => entry.day))
  const isSelf = viewer?.id === userId
  return {
    userId,
    total: person.reputation,
    history: historyOf(days, { joinedAt: person.createdAt, now: new Date() }),
    entries: items,
    over: Object.fromEntries(
      days.filter((day) => shownDays.has(day.day)).map((day) => [day.day, countedPointsOfDay(day).over]),
    ),
    cap: DAILY_CAP,
    isSelf,
    nextPrivilege: isSelf && viewer ? nextPrivilege(viewer) : undefined,
    next: next && writeCursor(next),
    isFirst: after === undefined,
  }
}

export default function Reputation() {
  const page = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className={page.nextPrivilege ? 'with-aside' : ''}>
      <div className="min-w-0 space-y-6">
        <section className="panel">
          <h2 className="mb-4 text-lg font-semibold">
            {t('users:ledger.total', { count: page.total, shown: count(page.total, locale) })}
          </h2>
          <ReputationChart {...page.history} />
        </section>
        <section>
          <h2 className="text-lg font-semibold">{t('users:ledger.title')}</h2>
          <p className="hint">
            {page.isSelf && `${t('users:ledger.own')} `}
            {t('users:ledger.days')}
          </p>
          <div className="mt-3">
            {page.entries.length === 0 ? (
              <EmptyState icon="star" title={t('users:none.reputation')} />
            ) : (
              <Ledger entries={page.entries} over={page.over} cap={page.cap} />
            )}
          </div>
          <NextPage path={`/users/${page.userId}/reputation`} next={page.next} isFirst={page.isFirst} />
        </section>
      </div>
      {page.nextPrivilege && (
        <aside>
          <NextPrivilege next={page.nextPrivilege} />
        </aside>
      )}
    </div>
  )
}

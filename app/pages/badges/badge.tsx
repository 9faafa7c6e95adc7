import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { findBadge, listBadges, listHolders } from '#app/domain/badges/queries.ts'
import { notFound } from '#app/domain/errors.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { orHttpError } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { postPath, tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const badge = findBadge(params.badgeId ?? '')
  if (!badge) throw await orHttpError(Promise.reject(notFound('badge')))

  const after = readCursor(new URL(request.url).searchParams.get('after'))
  const [{ items, next }, badges] = await Promise.all([listHolders(db, viewer, badge.id, { after }), listBadges(db)])
  return {
    badge: { id: badge.id, class: badge.class, perPost: badge.perPost === true, perYear: badge.perYear === true },
    people: badges.find((each) => each.id === badge.id)?.people ?? 0,
    holders: items,
    next: next && writeCursor(next),
    isFirst: after === undefined,
  }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => (page ? t(`badges:${page.badge.id}.name`) : t('badges:title')),
  { description: (t, { badge }) => t(`badges:${badge.id}.text`) },
)

const COLOUR = { gold: 'text-gold', silver: 'text-silver', bronze: 'text-bronze' }

export default function Badge() {
  const { badge, people, holders, next, isFirst } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="page-narrow">
      <p className="hint">
        <a href="/badges" className="link">
          {t('badges:all')}
        </a>
      </p>
      <h1 className="title mt-1 flex items-center gap-2">
        <Icon name="award" className={COLOUR[badge.class]} /> {t(`badges:${badge.id}.name`)}
      </h1>
      <p className="mt-1 text-soft">
        <span className={`font-medium ${COLOUR[badge.class]}`}>{t(`badges:class.${badge.class}`)}</span> ·{' '}
        {t(`badges:${badge.id}.text`)}
      </p>
      <h2 className="mt-6 flex flex-wrap items-baseline justify-between gap-2 text-lg font-semibold">
        {t('badges:holders')}
        <span className="hint font-normal">{t('badges:people', { count: people, shown: count(people, locale) })}</span>
      </h2>
      {holders.length === 0 ? (
        <div className="mt-3">
          <EmptyState icon="award" title={t('badges:none')} />
        </div>
      ) : (
        <ol className="card mt-3 divide-y divide-line">
          {holders.map((holder) => (
            <li key={holder.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-3 sm:px-5">
              <UserLink person={{ id: holder.userId, name: holder.name, reputation: holder.reputation }} />
              <span className="hint ml-auto">
                <Time at={holder.awardedAt} />
              </span>
              {(holder.title || holder.tag || holder.period) && (
                <p className="hint w-full wrap-anywhere sm:pl-8">
                  {holder.title && holder.threadId && holder.postId && (
                    <a dir="auto" href={postPath(holder.threadId, holder.postId)} className="quiet-link">
                      {holder.title}
                    </a>
                  )}
                  {holder.tag && (
                    <a href={tagPath(holder.tag)} className="tag">
                      {holder.tag}
                    </a>
                  )}
                  {holder.period && t('badges:for_year', { year: holder.period })}
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
      <nav aria-label={t('common:pages.label')} className="mt-4 flex gap-3">
        {!isFirst && (
          <a href={`/badges/${badge.id}`} className="btn">
            {t('common:pages.first')}
          </a>
        )}
        {next && (
          <a href={`/badges/${badge.id}?after=${next}`} className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        )}
      </nav>
    </div>
  )
}

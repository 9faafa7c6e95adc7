import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { excerpt } from '#app/text/markdown.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { ReviewTabs } from '#app/ui/review-tabs.tsx'
import { PrivateChip } from '#app/ui/thread-state.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { written } from '#app/ui/written.tsx'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'
import { listReviews } from '#moderation/review/queries.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const after = Number(/^\d{1,15}$/.exec(new URL(request.url).searchParams.get('after') ?? '')?.[0] ?? 0)
  const { reviews, next } = await orHttpError(listReviews(db, actor, { after }))
  return {
    next,
    isFirstPage: after === 0,
    reviews: reviews.map((review) => ({
      id: review.id,
      title: review.title,
      locale: review.locale,
      openedAt: review.openedAt,
      postKind: review.postKind,
      postState: review.postState,
      firstPost: review.cause === 'new_member',
      reopening: review.cause === 'reopening',
      edited: review.cause === 'edited',
      isPrivate: review.audience === 'private',
      author: { id: review.authorId, name: review.authorName, reputation: review.authorReputation },
      claimedByName: review.claimedByName,
      excerpt: excerpt(review.html, 180),
      reasons: [...new Set(review.flags.map((flag) => flag.reason))],
      flagCount: review.flags.length,
    })),
  }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('moderation:review.title'))

export default function ReviewQueue() {
  const { reviews, next, isFirstPage } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page">
      <h1 className="title">{t('moderation:review.title')}</h1>
      <p className="mt-1 text-soft">{t('moderation:review.intro')}</p>
      <ReviewTabs current="flags" />
      {reviews.length === 0 ? (
        <div className="mt-4">
          <EmptyState icon="circle-check" title={t('moderation:review.empty')}>
            {t('moderation:review.empty_hint')}
          </EmptyState>
        </div>
      ) : (
        <ul className="card mt-4 divide-y divide-line">
          {reviews.map((review) => (
            <li key={review.id} className="px-4 py-4 sm:px-5">
              <h2 className="flex flex-wrap items-center gap-2 text-base leading-snug font-semibold">
                <a href={`/review/${review.id}`} {...written(review.locale)} className="quiet-link wrap-anywhere">
                  {review.title}
                </a>
                <span className="chip-plain">{t(`moderation:kind.${review.postKind}`)}</span>
                {review.firstPost && <span className="chip-warn">{t('curation:first_post.chip')}</span>}
                {review.reopening && <span className="chip-info">{t('moderation:reopening.chip')}</span>}
                {review.edited && <span className="chip-info">{t('moderation:changed.chip')}</span>}
                {review.isPrivate && <PrivateChip />}
                {review.postState === 'hidden' && (
                  <span className="chip-bad">
                    <Icon name="eye-off" /> {t('moderation:review.hidden')}
                  </span>
                )}
                {review.claimedByName && (
                  <span className="chip-warn">{t('moderation:review.claimed_by', { name: review.claimedByName })}</span>
                )}
              </h2>
              <p {...written(review.locale)} className="hint mt-1 line-clamp-2 wrap-anywhere">
                {review.excerpt}
              </p>
              <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-xs text-soft">
                {review.reasons.map((reason) => (
                  <span key={reason} className="chip-warn">
                    <Icon name="flag" /> {t(`moderation:reason.${reason}`)}
                  </span>
                ))}
                {review.flagCount > 0 && <span>{t('moderation:review.flags', { count: review.flagCount })}</span>}
                <UserLink person={review.author} avatar={false} />
                <Time at={review.openedAt} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
        {isFirstPage ? (
          <span />
        ) : (
          <a href="/review" className="btn">
            <Icon name="arrow-left" /> {t('common:pages.first')}
          </a>
        )}
        {next && (
          <a href={`/review?after=${next}`} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        )}
      </nav>
    </div>
  )
}

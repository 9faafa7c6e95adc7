import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { compareVersions } from '#app/text/compare-versions.ts'
import { ComparisonView } from '#app/ui/comparison/comparison-view.tsx'
import { ActionButton, FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { PrivateChip } from '#app/ui/thread-state.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { threadPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { decideReview } from '#moderation/review/decide-review.ts'
import { canRelease } from '#moderation/review/permissions.ts'
import { findChangeSince, getReview, getReviewContext } from '#moderation/review/queries.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const review = await orHttpError(getReview(db, actor, idParam(params.reviewId)))
  const { question, parent } = await getReviewContext(db, review)
  const shown = (post: NonNullable<typeof question>) => ({ ...post, html: pageHtml(post.html, context) })
  const mine = review.claimedBy === actor.id
  const change = await findChangeSince(db, review)
  const isStored = change && !change.before.redactedAt && !change.after.redactedAt
  return {
    review: { ...review, html: pageHtml(review.html, context) },
    change: change && {
      at: change.after.createdAt,
      comparison: isStored ? compareVersions(change.before, change.after, { budget: BUDGET }) : null,
    },
    around: [question, parent].filter((post) => post != null).map(shown),
    may: {
      claim: review.decidedAt === null && review.claimedBy === null,
      release: review.decidedAt === null && review.claimedBy !== null && canRelease(actor, review, review),
      decide: review.decidedAt === null && (review.claimedBy === null || mine),
    },
  }
}

/** For the comparison, in milliseconds. */
const BUDGET = 60

const decisionForm = z.object({
  version: z.coerce.number().int(),
  decision: z.enum(['hide', 'keep']),
  note: z.string().default(''),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = parseForm(decisionForm, await readForm(request))
  const { failure } = await orFormErrors(decideReview(db, actor, { reviewId: idParam(params.reviewId), ...form }))
  if (failure) return data({ ...failure.data, note: form.note }, failure.init ?? {})
  return redirect('/review')
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>(
  (t, page) => page?.review.title ?? t('moderation:review.title'),
)

export default function ReviewPage() {
  const { review, change, around, may } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const firstPost = review.cause === 'new_member'
  const reopening = review.cause === 'reopening'
  const words = firstPost
    ? {
        keep: t('curation:first_post.keep'),
        hide: t('curation:first_post.hide'),
        consequence: t('curation:first_post.consequence'),
      }
    : reopening
      ? {
          keep: t('moderation:reopening.keep'),
          hide: t('moderation:reopening.hide'),
          consequence: t('moderation:reopening.consequence'),
        }
      : change
        ? {
            keep: t('moderation:changed.keep'),
            hide: t('moderation:changed.hide'),
            consequence: t('moderation:review.consequence'),
          }
        : {
            keep: t('moderation:review.keep'),
            hide: t('moderation:review.hide'),
            consequence: t('moderation:review.consequence'),
          }
  return (
    <div className="page with-aside">
      <article className="min-w-0" aria-labelledby="review-title">
        <p className="hint">
          <a href="/review" className="link">
            {t('moderation:review.title')}
          </a>
        </p>
        <h1 id="review-title" {...written(review.locale)} className="title mt-1 wrap-anywhere">
          <a dir="auto" href={threadPath({ id: review.threadId, title: review.title })} className="quiet-link">
            {review.title}
          </a>
        </h1>

        {firstPost && (
          <p className="notice-info mt-4">
            <Icon name="info" /> {t('curation:first_post.why')}
          </p>
        )}

        {reopening && (
          <p className="notice-info mt-4">
            <Icon name="info" />
            <span>
              {t('moderation:reopening.why')} {review.closeReason && t(`questions:closed_as.${review.closeReason}`)}{' '}
              {review.closeNote}{' '}
              <a href={`/posts/${review.postId}/revisions`} className="link">
                {t('moderation:reopening.changes')}
              </a>
            </span>
          </p>
        )}

        {change && !reopening && (
          <div className="notice-warn mt-4">
            <Icon name="pencil" />
            <span>
              {t(review.cause === 'edited' ? 'moderation:changed.hidden' : 'moderation:changed.flagged')}{' '}
              <Time at={change.at} />.
            </span>
          </div>
        )}

        {around.map((post) => (
          <details key={post.id} className="card mt-4 p-4">
            <summary className="hint">
              {t('moderation:review.context')} · {post.authorName ?? t('common:person.former')}
            </summary>
            <div className="mt-3">
              <Prose id={`body-${post.id}`} html={post.html} lang={review.locale} />
            </div>
          </details>
        ))}

        <section aria-label={t(`moderation:kind.${review.postKind}`)} className="panel mt-4 border-warn/60">
          <p className="mb-3 flex flex-wrap items-center gap-2 text-sm">
            <span className="chip-plain">{t(`moderation:kind.${review.postKind}`)}</span>
            {firstPost && <span className="chip-warn">{t('curation:first_post.chip')}</span>}
            {review.audience === 'private' && <PrivateChip />}
            <span className={review.postState === 'visible' ? 'chip-good' : 'chip-bad'}>
              <Icon name={review.postState === 'visible' ? 'eye' : 'eye-off'} />{' '}
              {t(`moderation:post_state.${review.postState}`)}
            </span>
            <UserLink person={{ id: review.authorId, name: review.authorName, reputation: review.authorReputation }} />
            <span className="hint">
              <Time at={review.postCreatedAt} />
            </span>
          </p>
          <Prose id={`body-${review.postId}`} html={review.html} lang={review.locale} />
        </section>

        {change && !reopening && (
          <details className="card mt-4 p-4" open>
            <summary className="subtitle">{t('moderation:changed.title')}</summary>
            <div className="mt-3">
              {change.comparison ? (
                <ComparisonView
                  comparison={change.comparison}
                  before={t(
                    review.cause === 'edited' ? 'moderation:changed.when_hidden' : 'moderation:changed.when_flagged',
                  )}
                  after={t('moderation:changed.now')}
                />
              ) : (
                <p className="hint">{t('history:redacted')}</p>
              )}
            </div>
          </details>
        )}

        {review.flags.length > 0 && (
          <section aria-labelledby="flags" className="mt-6">
            <h2 id="flags" className="subtitle">
              {t('moderation:review.flags', { count: review.flags.length })}
            </h2>
            <ul className="card mt-2 divide-y divide-line text-sm">
              {review.flags.map((flag) => (
                <li key={flag.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
                  <span className="chip-warn">
                    <Icon name="flag" /> {t(`moderation:reason.${flag.reason}`)}
                  </span>
                  <span dir="auto" className="font-medium">
                    {flag.name}
                  </span>
                  <span className="hint">
                    <Time at={new Date(flag.createdAt)} />
                  </span>
                  {change && new Date(flag.createdAt) < change.at && (
                    <span className="chip-plain">{t('moderation:changed.before')}</span>
                  )}
                  <span className="hint ml-auto">{t('moderation:review.weight', { weight: flag.weight })}</span>
                  {flag.note && (
                    <q dir="auto" className="w-full wrap-anywhere whitespace-pre-line [quotes:none]">
                      {flag.note}
                    </q>
                  )}
                </li>
              ))}
            </ul>
          </section>
        )}
      </article>

      <aside className="space-y-4 text-sm">
        <section className="panel space-y-3" aria-labelledby="decide">
          <h2 id="decide" className="subtitle">
            {t('moderation:review.decide')}
          </h2>
          {review.decidedAt && (
            <p>
              {t(
                reopening && (review.state === 'upheld' || review.state === 'rejected')
                  ? `moderation:reopening.state.${review.state}`
                  : `moderation:review.state.${review.state}`,
              )}{' '}
              · {review.decidedByName} · <Time at={review.decidedAt} />
            </p>
          )}
          {review.decisionNote && <p className="whitespace-pre-line">{review.decisionNote}</p>}
          {review.claimedByName && !review.decidedAt && (
            <p className="hint">{t('moderation:review.claimed_by', { name: review.claimedByName })}</p>
          )}
          {may.claim && (
            <ActionButton action={`/review/${review.id}/claim`} className="btn w-full">
              <Icon name="eye" /> {t('moderation:review.claim')}
            </ActionButton>
          )}
          {may.decide && (
            <form key={review.version} method="post" className="space-y-3">
              <FormError errors={refused?.errors} fields={['note']} />
              <input type="hidden" name="version" value={review.version} />
              <TextArea
                name="note"
                label={t('moderation:review.note')}
                hint={t(reopening ? 'moderation:reopening.note_hint' : 'moderation:review.note_hint')}
                defaultValue={refused?.note}
                errors={refused?.errors}
                maxLength={1000}
              />
              <p className="flex flex-col gap-2">
                <button type="submit" name="decision" value="keep" className="btn">
                  <Icon name="check" /> {words.keep}
                </button>
                <button type="submit" name="decision" value="hide" className="btn-danger">
                  <Icon name={firstPost ? 'trash-2' : reopening ? 'lock' : 'eye-off'} /> {words.hide}
                </button>
              </p>
              <p className="hint">{words.consequence}</p>
            </form>
          )}
          {may.release && (
            <ActionButton action={`/review/${review.id}/claim`} fields={{ undo: 'on' }} className="btn-quiet">
              <Icon name="undo-2" /> {t('moderation:review.release')}
            </ActionButton>
          )}
        </section>
      </aside>
    </div>
  )
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type EditListItem, listEditsToDecide, listOwnEdits } from '#app/domain/suggested-edits/queries.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { EditStateChip } from '#app/pages/suggested-edits/edit-state.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { ReviewTabs } from '#app/ui/review-tabs.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { written } from '#app/ui/written.tsx'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const after = Number(/^\d{1,15}$/.exec(new URL(request.url).searchParams.get('after') ?? '')?.[0] ?? 0)
  const [queue, own] = await Promise.all([
    orHttpError(listEditsToDecide(db, actor, { after })),
    after === 0 ? listOwnEdits(db, actor) : [],
  ])
  return { ...queue, own, isFirstPage: after === 0, reviews: hasPrivilege(actor, 'review') }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('suggestedEdits:title'))

export default function EditQueue() {
  const { edits, own, next, isFirstPage, reviews } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page">
      <h1 className="title">{t('suggestedEdits:title')}</h1>
      <p className="mt-1 text-soft">{t('suggestedEdits:intro')}</p>
      {reviews && <ReviewTabs current="edits" />}
      {edits.length === 0 ? (
        <div className="mt-4">
          <EmptyState icon="circle-check" title={t('suggestedEdits:empty')}>
            {t('suggestedEdits:empty_hint')}
          </EmptyState>
        </div>
      ) : (
        <EditList edits={edits} />
      )}
      <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
        {isFirstPage ? (
          <span />
        ) : (
          <a href="/review/edits" className="btn">
            <Icon name="arrow-left" /> {t('common:pages.first')}
          </a>
        )}
        {next !== null && (
          <a href={`/review/edits?after=${next}`} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        )}
      </nav>
      {own.length > 0 && (
        <section aria-labelledby="own" className="mt-8">
          <h2 id="own" className="subtitle">
            {t('suggestedEdits:mine')}
          </h2>
          <EditList edits={own} own />
        </section>
      )}
    </div>
  )
}

function EditList({ edits, own = false }: { edits: EditListItem[]; own?: boolean }) {
  const t = useT()
  return (
    <ul className="card mt-4 divide-y divide-line">
      {edits.map((edit) => (
        <li key={edit.id} className="px-4 py-4 sm:px-5">
          <p className="flex flex-wrap items-center gap-2 text-base leading-snug font-semibold">
            <a href={`/review/edits/${edit.id}`} {...written(edit.locale)} className="quiet-link wrap-anywhere">
              {edit.threadTitle}
            </a>
            <span className="chip-plain">{t(`moderation:kind.${edit.postKind}`)}</span>
            {own && <EditStateChip state={edit.state} improved={edit.improved} />}
          </p>
          {edit.reason !== '' && (
            <p dir="auto" className="mt-1 text-sm wrap-anywhere">
              {edit.reason}
            </p>
          )}
          <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-xs text-soft">
            {!own && (
              <UserLink person={{ id: edit.authorId, name: edit.authorName, reputation: edit.authorReputation }} />
            )}
            <Time at={edit.createdAt} />
            {own && edit.decidedByName && edit.decidedBy !== edit.authorId && (
              <span>
                {t('suggestedEdits:decided_by', {
                  state: t(`suggestedEdits:state.${edit.state}`),
                  name: edit.decidedByName,
                })}
              </span>
            )}
          </p>
          {own && edit.decisionNote !== '' && (
            <p className="mt-2 border-l-3 border-line-strong/50 pl-3 text-sm text-soft wrap-anywhere">
              {edit.decisionNote}
            </p>
          )}
        </li>
      ))}
    </ul>
  )
}

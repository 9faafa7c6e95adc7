import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { EditStateChip } from '#app/pages/suggested-edits/edit-state.tsx'
import { loadSuggestedEdit } from '#app/pages/suggested-edits/suggested-edit.server.ts'
import { ComparisonView } from '#app/ui/comparison/comparison-view.tsx'
import { ActionButton, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  return loadSuggestedEdit(await requireActor(request, context), idParam(params.editId))
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  [t('suggestedEdits:one'), page?.thread.title].filter(Boolean).join(' · '),
)

export default function SuggestedEdit() {
  const { edit, post, thread, comparison, outdated, merged, against, may } = useLoaderData<typeof loader>()
  const t = useT()
  const open = edit.state === 'open'
  return (
    <div className="page">
      <p className="hint">
        <a href="/review/edits" className="link">
          {t('suggestedEdits:title')}
        </a>
      </p>
      <h1 {...written(thread.locale)} className="title mt-1 wrap-anywhere">
        <a dir="auto" href={post.path} className="quiet-link">
          {thread.title}
        </a>
      </h1>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
        <span className="chip-plain">{t(`moderation:kind.${post.kind}`)}</span>
        <EditStateChip state={edit.state} improved={edit.improved} />
        <span className="inline-flex flex-wrap items-center gap-1.5">
          <span className="text-soft">{t('suggestedEdits:by')}</span> <UserLink person={edit.author} />
        </span>
        <span className="hint">
          <Time at={edit.createdAt} />
        </span>
      </p>
      {edit.reason !== '' && (
        <p dir="auto" className="mt-3 wrap-anywhere">
          <span className="text-soft">{t('suggestedEdits:reason')}</span> — {edit.reason}
        </p>
      )}
      {edit.decidedByName && edit.decidedAt && (
        <div className={`${edit.state === 'approved' ? 'notice-good' : 'notice-info'} mt-4`}>
          <Icon name={edit.state === 'approved' ? 'circle-check' : 'info'} />
          <div>
            <p>
              {t('suggestedEdits:decided_by', {
                state: t(`suggestedEdits:state.${edit.state}`),
                name: edit.decidedByName,
              })}{' '}
              <Time at={edit.decidedAt} />
            </p>
            {edit.decisionNote !== '' && <p className="mt-1 wrap-anywhere">{edit.decisionNote}</p>}
          </div>
        </div>
      )}
      {outdated && (
        <p className="notice-warn mt-4">
          <Icon name="triangle-alert" />
          <span>
            {t('suggestedEdits:outdated')}{' '}
            {t(merged ? 'suggestedEdits:outdated_merged' : 'suggestedEdits:outdated_clash')}
          </span>
        </p>
      )}
      <section aria-labelledby="changes" className="panel mt-4">
        <h2 id="changes" className="subtitle mb-4">
          {t(open && !outdated ? 'suggestedEdits:changes' : 'suggestedEdits:changes_then')}
        </h2>
        {comparison ? (
          <ComparisonView
            comparison={comparison}
            before={t(open && !outdated ? 'suggestedEdits:now' : 'suggestedEdits:then')}
            after={t('suggestedEdits:suggested')}
          />
        ) : (
          <p className="hint">{t('history:redacted')}</p>
        )}
      </section>
      {against && (
        <section aria-labelledby="against" className="panel mt-4">
          <h2 id="against" className="subtitle mb-4">
            {t('suggestedEdits:changes')}
          </h2>
          <ComparisonView
            comparison={against}
            before={t('suggestedEdits:now')}
            after={t(merged ? 'suggestedEdits:conflict.merged' : 'suggestedEdits:suggested')}
          />
        </section>
      )}
      {may.decide && <Decision />}
      {may.withdraw && (
        <div className="mt-4 flex flex-wrap gap-3">
          <a href={`/posts/${post.id}/edit`} className="btn">
            <Icon name="pencil" /> {t('suggestedEdits:change')}
          </a>
          <ActionButton action={`/review/edits/${edit.id}/withdrawal`} className="btn-danger">
            <Icon name="x" /> {t('suggestedEdits:withdraw')}
          </ActionButton>
        </div>
      )}
    </div>
  )
}

function Decision() {
  const { edit, outdated, merged, start, baseRevision, post } = useLoaderData<typeof loader>()
  const t = useT()
  const path = `/review/edits/${edit.id}`
  const version = String(edit.version)
  const isQuestion = post.kind === 'question'
  return (
    <section aria-labelledby="decide" className="panel no-print mt-4">
      <h2 id="decide" className="subtitle">
        {t('suggestedEdits:decide')}
      </h2>
      <p className="hint mt-1">{t('suggestedEdits:gives', { name: edit.author.name })}</p>
      <div className="mt-4 flex flex-wrap gap-3">
        {!outdated && (
          <ActionButton action={`${path}/approval`} fields={{ version }} className="btn-primary">
            <Icon name="check" /> {t('suggestedEdits:approve')}
          </ActionButton>
        )}
        {merged && (
          <ActionButton
            action={`${path}/improvement`}
            fields={{
              version,
              baseRevision: String(baseRevision),
              body: start.body,
              ...(isQuestion ? { title: start.title, tags: start.tags } : {}),
            }}
            className="btn-primary"
          >
            <Icon name="git-merge" /> {t('suggestedEdits:merge')}
          </ActionButton>
        )}
        <a href={`${path}/improvement`} className="btn">
          <Icon name="square-pen" /> {t('suggestedEdits:improve')}
        </a>
      </div>
      <form method="post" action={`${path}/rejection`} className="mt-6 space-y-3 border-t border-line pt-4">
        <input type="hidden" name="version" value={version} />
        <TextArea
          name="note"
          label={t('suggestedEdits:reject_note')}
          hint={t('suggestedEdits:reject_note_hint')}
          rows={2}
          maxLength={500}
          required
        />
        <button type="submit" className="btn-danger">
          <Icon name="x" /> {t('suggestedEdits:reject')}
        </button>
      </form>
    </section>
  )
}

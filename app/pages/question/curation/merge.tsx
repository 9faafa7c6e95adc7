import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { forbidden } from '#app/domain/errors.ts'
import { searchPosts } from '#app/domain/search/find/search-posts.ts'
import { suggestTargets, type Target } from '#app/domain/search/find/suggest-targets.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { TargetList } from '#app/pages/question/curation/target-list.tsx'
import { threadNumber } from '#app/pages/question/curation/thread-number.ts'
import { FormError, TextField } from '#app/ui/form.tsx'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { ThreadStateChips } from '#app/ui/thread-state.tsx'
import { Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orFormErrors, orHttpError, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { threadPath } from '#app/web/paths.ts'
import { withinSuggestionRate } from '#app/web/suggestion-rate.server.ts'
import { db } from '#db/client.server.ts'
import { mergeThreads } from '#moderation/curation/merge-threads.ts'
import { canMerge } from '#moderation/curation/permissions.ts'
import { type MergeSide, previewMerge } from '#moderation/curation/queries.ts'

const CANDIDATES = 8

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const thread = await orHttpError(getThread(db, actor, idParam(params.threadId)))
  if (!canMerge(actor, thread)) await orHttpError(Promise.reject(forbidden('thread.merge')))

  const wanted = (new URL(request.url).searchParams.get('into') ?? '').trim().slice(0, 200)
  const into = threadNumber(wanted)
  const preview = into === null ? undefined : await previewMerge(db, actor, { threadId: thread.id, into })
  const searched = into === null && wanted !== ''
  const found = searched
    ? await searchPosts(db, actor, searchEngine, { text: `is:question ${wanted}`, locale: await context.locale() })
    : undefined
  const locale = await context.locale()
  return {
    id: thread.id,
    title: thread.title,
    targets:
      wanted === ''
        ? await withinSuggestionRate<Target[]>(context, [], () =>
            suggestTargets(db, actor, searchEngine, { thread, locale }),
          )
        : [],
    wanted,
    preview,
    candidates: found?.results.filter((each) => each.threadId !== thread.id).slice(0, CANDIDATES),
  }
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  const { into = '' } = await readForm(request)
  const { result, failure } = await orFormErrors(mergeThreads(db, actor, { threadId, into: threadNumber(into) ?? 0 }))
  if (failure) return data(failure.data, failure.init ?? {})
  return redirect(`/questions/${result.threadId}?merged=${threadId}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('curation:merge.title'))

export default function Merge() {
  const { id, title, targets, wanted, preview, candidates } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const errors = preview?.refusal ? [{ code: preview.refusal, field: 'into', figures: {} }] : undefined
  return (
    <div className="page-narrow">
      <h1 className="title">{t('curation:merge.title')}</h1>
      <p dir="auto" className="mt-1 text-soft wrap-anywhere">
        {title}
      </p>
      <p className="mt-3">{t('curation:merge.intro')}</p>
      <FormError errors={refused?.errors} />
      <form className="panel mt-4 space-y-4">
        <TextField
          name="into"
          label={t('curation:merge.into')}
          hint={t('curation:merge.into_hint')}
          defaultValue={wanted}
          errors={errors}
          autoComplete="off"
          maxLength={200}
          required
        />
        <p className="flex flex-wrap gap-3">
          <button type="submit" className={preview?.source ? 'btn' : 'btn-primary'}>
            <Icon name="search" /> {t('curation:merge.find')}
          </button>
          <a href={threadPath({ id, title })} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>

      <TargetList items={targets}>
        {(item) => (
          <a href={`/questions/${id}/merge?into=${item.threadId}`} className="btn-small">
            {t('curation:merge.choose')}
            <span className="sr-only"> {item.title}</span>
          </a>
        )}
      </TargetList>
      {candidates && (
        <section className="mt-6" aria-labelledby="candidates">
          <h2 id="candidates" className="subtitle">
            {t(candidates.length > 0 ? 'curation:merge.found' : 'curation:merge.nothing')}
          </h2>
          {candidates.length > 0 && (
            <ul className="card mt-2 divide-y divide-line">
              {candidates.map((candidate) => (
                <li key={candidate.postId} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                  <a
                    href={threadPath({ id: candidate.threadId ?? 0, title: candidate.title })}
                    {...written(candidate.locale)}
                    className="quiet-link min-w-0 flex-1 basis-60 wrap-anywhere"
                  >
                    {candidate.title}
                  </a>
                  <a href={`/questions/${id}/merge?into=${candidate.threadId}`} className="btn-small">
                    {t('curation:merge.choose')}
                    <span className="sr-only"> {candidate.title}</span>
                  </a>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}

      {preview?.source && preview.target && !preview.refusal && (
        <Preview source={preview.source} target={preview.target} />
      )}
    </div>
  )
}

function Preview({ source, target }: { source: MergeSide; target: MergeSide }) {
  const t = useT()
  const moves = [
    t('curation:merge.answers', { count: source.answerCount }),
    t('curation:merge.comments', { count: source.commentCount ?? 0 }),
    t('curation:merge.followers', { count: source.followerCount ?? 0 }),
    t('curation:merge.me_toos', { count: source.meTooCount }),
    t('curation:merge.rest'),
    t('curation:merge.stays'),
  ]
  return (
    <form method="post" className="mt-6 space-y-4">
      <input type="hidden" name="into" value={target.id} />
      <div className="grid items-center gap-3 sm:grid-cols-[1fr_auto_1fr]">
        <Side label={t('curation:merge.from_label')} thread={source} />
        <Icon name="arrow-right" className="mx-auto text-2xl text-soft max-sm:rotate-90" />
        <Side label={t('curation:merge.into_label')} thread={target} stays />
      </div>
      <section className="panel">
        <h2 className="subtitle">{t('curation:merge.moves')}</h2>
        <ul className="mt-2 list-disc space-y-1 pl-5 text-sm">
          {moves.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <button type="submit" className="btn-danger">
        <Icon name="merge" /> {t('curation:merge.send')}
      </button>
    </form>
  )
}

function Side({ label, thread, stays = false }: { label: string; thread: MergeSide; stays?: boolean }) {
  const { t } = useLanguage()
  return (
    <section className={`panel h-full ${stays ? 'border-good' : 'border-dashed'}`} aria-label={label}>
      <p className="hint">{label}</p>
      <h2 {...written(thread.locale)} className="mt-1 font-semibold wrap-anywhere">
        <a dir="auto" href={threadPath(thread)} className="quiet-link">
          {thread.title}
        </a>
      </h2>
      <p className="mt-2 flex flex-wrap items-center gap-2 text-sm">
        <ThreadStateChips state={thread.state} closeReason={thread.closeReason} />
      </p>
      <p className="hint mt-2">
        {thread.authorName && t('curation:merge.by', { name: thread.authorName })} <Time at={thread.createdAt} />
      </p>
    </section>
  )
}

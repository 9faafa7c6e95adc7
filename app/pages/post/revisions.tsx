import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { canRedactRevision } from '#app/domain/posts/permissions.ts'
import { findNewestRevision, getPostOfHistory, getRevision, listRevisions } from '#app/domain/revisions/history.ts'
import { listOpenEdits } from '#app/domain/suggested-edits/queries.ts'
import { RevisionFacts } from '#app/pages/post/revision-facts.tsx'
import { compareVersions } from '#app/text/compare-versions.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { ComparisonView } from '#app/ui/comparison/comparison-view.tsx'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orHttpError } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { historyPath, postOrArticlePath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/** In milliseconds: any visitor may ask for any comparison. */
const BUDGET = 60

const VIEWS = ['split', 'inline', 'text'] as const

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const post = await orHttpError(getPostOfHistory(db, viewer, idParam(params.postId)))
  const asked = new URL(request.url).searchParams
  const number = (name: string) => Number(/^\d{1,9}$/.exec(asked.get(name) ?? '')?.[0] ?? 0)
  const newest = await findNewestRevision(db, post.id)
  const view = VIEWS.find((each) => each === asked.get('view')) ?? 'split'

  const [later, earlier] = [number('from'), number('to')].sort((a, b) => b - a)
  const to = later || newest
  const from = earlier || Math.max(to - 1, post.firstRevision)
  const before = number('before')
  const [{ revisions, next }, after, base, open] = await Promise.all([
    listRevisions(db, post, before > 0 ? { before } : {}),
    newest > 0 ? orHttpError(getRevision(db, post, to)) : null,
    newest > 0 ? orHttpError(getRevision(db, post, from)) : null,
    listOpenEdits(db, viewer, post, [post]),
  ])
  const redacted = after?.redactedAt != null || base?.redactedAt != null
  const shownAsText = view === 'text' || from === to

  return {
    post: {
      id: post.id,
      kind: post.kind,
      title: post.title,
      locale: post.locale,
      path: postOrArticlePath(post),
    },
    newest,
    from,
    to,
    view,
    isFirstPage: before === 0,
    next,
    revisions,
    redacted,
    text: after && !redacted && shownAsText ? { title: after.title, body: editableSource(after) } : null,
    comparison: after && base && !redacted && !shownAsText ? compareVersions(base, after, { budget: BUDGET }) : null,
    suggestion: open.get(post.id)?.id ?? null,
    may: {
      edit: post.mayEdit,
      redact: canRedactRevision(viewer, post.categoryId),
    },
  }
}

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loader>>>((t, page) =>
  page ? `${t('history:of')} ${page.post.title}` : t('history:of'),
)

export default function History() {
  const { post, revisions, newest, from, to, isFirstPage, next, suggestion } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page">
      <h1 className="title">{t('history:of')}</h1>
      <p className="hint mt-1">
        <span className="chip-plain mr-2">{t(`moderation:kind.${post.kind}`)}</span>
        <a href={post.path} {...written(post.locale)} className="link wrap-anywhere">
          {post.title}
        </a>
      </p>
      {suggestion !== null && (
        <p className="notice-info mt-4">
          <Icon name="pencil" />
          <a href={`/review/edits/${suggestion}`} className="link">
            {t('history:suggestion')}
          </a>
        </p>
      )}
      {newest === 0 ? (
        <p className="panel mt-4">{t('history:never_edited')}</p>
      ) : (
        <>
          <Compared />
          <form method="get" action={`${historyPath(post.id)}#compare`} className="mt-6">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <h2 className="subtitle">{t('history:all')}</h2>
              <button type="submit" className="btn-small no-print">
                <Icon name="arrow-right-left" /> {t('history:compare')}
              </button>
            </div>
            <p className="hint no-print mt-1">{t('history:choose')}</p>
            <ol className="card mt-3 divide-y divide-line">
              {revisions.map((revision) => (
                <Revision key={revision.number} revision={revision} />
              ))}
            </ol>
            {/* Keeps the chosen versions while one moves through the list; a choice on the shown page comes first. */}
            <input type="hidden" name="from" value={from} />
            <input type="hidden" name="to" value={to} />
          </form>
          <nav aria-label={t('common:pages.label')} className="no-print mt-4 flex justify-between">
            {isFirstPage ? (
              <span />
            ) : (
              <a href={`${historyPath(post.id)}?from=${from}&to=${to}`} className="btn">
                <Icon name="arrow-left" /> {t('history:newest')}
              </a>
            )}
            {next !== null && (
              <a href={`${historyPath(post.id)}?before=${next}&from=${from}&to=${to}`} rel="next" className="btn">
                {t('history:older')} <Icon name="arrow-right" />
              </a>
            )}
          </nav>
        </>
      )}
    </div>
  )
}

function Compared() {
  const { post, from, to, view, comparison, text, redacted } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  const name = (number: number) => t('history:revision', { number })
  return (
    <section id="compare" aria-labelledby="compare-title" className="panel mt-4">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="compare-title" className="subtitle">
          {text || from === to ? name(to) : t('history:compared', { before: name(from), after: name(to) })}
        </h2>
        {from !== to && !redacted && (
          <nav aria-label={t('history:view.label')} className="no-print flex gap-1 text-sm">
            {VIEWS.map((each) => (
              <a
                key={each}
                href={`${historyPath(post.id)}?from=${from}&to=${to}&view=${each}#compare`}
                aria-current={each === view ? 'true' : undefined}
                className={`btn-quiet aria-[current]:bg-sunken aria-[current]:text-ink ${each === 'split' ? 'max-md:hidden' : ''}`}
              >
                {t(`history:view.${each}`)}
              </a>
            ))}
          </nav>
        )}
      </div>
      {redacted && <p className="hint">{t('history:redacted')}</p>}
      {comparison && (
        <ComparisonView comparison={comparison} before={name(from)} after={name(to)} inline={view === 'inline'} />
      )}
      {text && (
        <div {...written(post.locale)}>
          {text.title && (
            <p dir="auto" className="mb-3 text-base font-semibold wrap-anywhere">
              {text.title}
            </p>
          )}
          <pre dir="auto" className="font-mono text-[0.8125rem] leading-relaxed whitespace-pre-wrap wrap-anywhere">
            {text.body}
          </pre>
        </div>
      )}
    </section>
  )
}

function Revision({ revision }: { revision: ReturnType<typeof useLoaderData<typeof loader>>['revisions'][number] }) {
  const { post, newest, from, to, may } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  const { number } = revision
  const name = t('history:revision', { number })
  const choice = (side: 'from' | 'to', chosen: number) => (
    <input
      type="radio"
      name={side}
      value={number}
      defaultChecked={number === chosen}
      key={`${side}-${chosen}`}
      aria-label={t(`history:choose_${side}`, { number })}
      className="size-4"
    />
  )
  return (
    <li className={`flex gap-3 px-4 py-3 sm:px-5 ${number === to || number === from ? 'bg-accent-soft/40' : ''}`}>
      <span className="no-print flex shrink-0 gap-2 pt-1">
        {choice('from', from)}
        {choice('to', to)}
      </span>
      <div className="min-w-0 flex-1">
        <RevisionFacts revision={revision} isNewest={number === newest} isArticle={post.kind === 'article'} />
        <p className="no-print mt-1 -ml-2 flex flex-wrap">
          <a
            href={`${historyPath(post.id)}?to=${number}#compare`}
            className="btn-quiet"
            aria-label={`${t('history:show')} · ${name}`}
          >
            <Icon name="eye" /> {t('history:show')}
          </a>
          {may.edit && number !== newest && !revision.redactedAt && (
            <a
              href={`${historyPath(post.id)}/${number}/restoration`}
              className="btn-quiet"
              aria-label={`${t('history:roll_back')} · ${name}`}
            >
              <Icon name="undo-2" /> {t('history:roll_back')}
            </a>
          )}
          {may.redact && number !== newest && !revision.redactedAt && (
            <a
              href={`${historyPath(post.id)}/${number}/redaction`}
              className="btn-quiet"
              aria-label={`${t('history:redact')} · ${name}`}
            >
              <Icon name="eye-off" /> {t('history:redact')}
            </a>
          )}
        </p>
      </div>
    </li>
  )
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { meilisearch } from '#app/engines/search-engine.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { readEmbeddingsStatus } from '#app/pages/admin/embeddings-status.server.ts'
import { EmbeddingsPanel } from '#app/pages/admin/embeddings-status.tsx'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { readSearchStatus, type SearchStatus } from '#app/pages/admin/search-status.server.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [status, embeddings] = await Promise.all([readSearchStatus(db, meilisearch), readEmbeddingsStatus()])
  return { status, embeddings }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('searchIndexes:title'))

export default function SearchAdmin() {
  const { status, embeddings } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  const { postgres, meilisearch } = status
  return (
    <div className="page">
      <h1 className="title">{t('admin:title')}</h1>
      <AdminTabs current="search" />
      <p className="mt-4 max-w-prose text-soft">{t('searchIndexes:intro')}</p>
      <Answering status={status} />
      <div className="mt-6 grid items-start gap-6 lg:grid-cols-2">
        <Index
          engine="postgres"
          state={postgres}
          documents={postgres.documents}
          chip={status.answering === 'postgres' && <span className="chip-good">{t('searchIndexes:answers')}</span>}
        >
          <p className="hint">{t('searchIndexes:postgres_hint')}</p>
        </Index>
        {meilisearch ? (
          <Index
            engine="meilisearch"
            state={meilisearch}
            documents={meilisearch.documents}
            chip={
              meilisearch.state !== 'ready' ? (
                <span className="chip-warn">{t(`searchIndexes:state.${meilisearch.state}`)}</span>
              ) : (
                status.answering === 'meilisearch' && <span className="chip-good">{t('searchIndexes:answers')}</span>
              )
            }
          >
            <Server server={meilisearch} />
          </Index>
        ) : (
          <section className="panel">
            <h2 className="subtitle">Meilisearch</h2>
            <p className="mt-2 text-sm text-soft">{t('searchIndexes:none')}</p>
          </section>
        )}
      </div>
      {embeddings && <EmbeddingsPanel status={embeddings} />}
    </div>
  )
}

function Answering({ status }: { status: SearchStatus }) {
  const { t } = useLanguage()
  const { answering, outages, meilisearch } = status
  if (!meilisearch || answering === 'meilisearch') {
    return (
      <p role="status" className="notice-good mt-4">
        <Icon name="circle-check" /> {t(`searchIndexes:answering.${answering}`)}
      </p>
    )
  }
  return (
    <div role="status" className="notice-warn mt-4">
      <Icon name="triangle-alert" />
      <div className="min-w-0 space-y-1">
        <p className="font-medium">{t('searchIndexes:fallback')}</p>
        {meilisearch.state === 'unreachable' && outages.length === 0 && (
          <p className="break-words">{t('searchIndexes:reason.unreachable', { detail: meilisearch.reason })}</p>
        )}
        {outages.length > 0 && (
          <ul className="space-y-1">
            {outages.map((outage) => (
              <li key={outage.process} className="break-words">
                {t('searchIndexes:process', { name: outage.process })} <Time at={outage.since} /> ·{' '}
                {t(`searchIndexes:reason.${outage.reason}`, { detail: outage.detail })}
              </li>
            ))}
          </ul>
        )}
        <p>{t('searchIndexes:comes_back')}</p>
      </div>
    </div>
  )
}

function Index({
  engine,
  state,
  documents,
  chip,
  children,
}: {
  engine: 'postgres' | 'meilisearch'
  state: Omit<SearchStatus['postgres'], 'documents'>
  documents: number | null
  chip: ReactNode
  children: ReactNode
}) {
  const { locale, t } = useLanguage()
  const { rebuilding, wanted } = state
  const complete = documents === state.expected
  return (
    <section className="panel space-y-3" aria-labelledby={engine}>
      <div className="flex flex-wrap items-center gap-3">
        <h2 id={engine} className="subtitle">
          {t(`searchIndexes:name.${engine}`)}
        </h2>
        {chip}
      </div>
      {children}
      <dl className="divide-y divide-line text-sm">
        <Fact name={t('searchIndexes:documents')}>
          {documents === null
            ? t('searchIndexes:unknown')
            : t('searchIndexes:of', { done: count(documents, locale), total: count(state.expected, locale) })}{' '}
          {documents !== null && (
            <span className={complete ? 'chip-good' : 'chip-warn'}>
              {t(complete ? 'searchIndexes:complete' : 'searchIndexes:incomplete')}
            </span>
          )}
        </Fact>
        <Fact name={t('searchIndexes:built')}>
          {state.builtAt ? <Time at={state.builtAt} /> : t('searchIndexes:never')}
        </Fact>
        <Fact name={t('searchIndexes:checked')}>
          {state.checkedAt ? <Time at={state.checkedAt} /> : t('searchIndexes:never')}
          {state.mended > 0 && (
            <> · {t('searchIndexes:mended', { count: state.mended, shown: count(state.mended, locale) })}</>
          )}
        </Fact>
        {state.failedAt && (
          <Fact name={t('searchIndexes:failed')}>
            <Time at={state.failedAt} /> <span className="block break-words text-soft">{state.failure}</span>
          </Fact>
        )}
      </dl>
      {rebuilding ? (
        <div className="space-y-1 text-sm" role="status">
          <p>
            {t('searchIndexes:rebuilding')}{' '}
            {t('searchIndexes:of', { done: count(rebuilding.done, locale), total: count(rebuilding.total, locale) })} ·{' '}
            <Time at={rebuilding.since} />
          </p>
          <progress
            className="progress w-full"
            aria-label={t('searchIndexes:rebuilding')}
            value={Math.min(rebuilding.done, rebuilding.total)}
            max={Math.max(1, rebuilding.total)}
          />
        </div>
      ) : (
        wanted && (
          <p role="status" className="text-sm text-soft">
            <Icon name="clock" /> {t('searchIndexes:wanted')}
          </p>
        )
      )}
      <ActionButton action="/admin/search/rebuilds" fields={{ engine }} className="btn" stay>
        <Icon name="history" /> {t(`searchIndexes:rebuild.${engine}`)}
      </ActionButton>
    </section>
  )
}

function Server({ server }: { server: NonNullable<SearchStatus['meilisearch']> }) {
  const { locale, t } = useLanguage()
  return (
    <>
      <p className="hint">
        {server.version
          ? t('searchIndexes:server', { version: server.version, index: server.uid })
          : t('searchIndexes:server_silent', { index: server.uid })}
      </p>
      {server.waiting > 0 && (
        <p className="text-sm">
          {t('searchIndexes:waiting', { count: server.waiting, shown: count(server.waiting, locale) })}
        </p>
      )}
      {server.failedTasks.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer">
            {t('searchIndexes:failed_tasks', { count: server.failedTasks.length })}
          </summary>
          <ul className="mt-2 space-y-1">
            {server.failedTasks.map((task) => (
              <li key={task.uid} className="break-words">
                <span className="text-soft">
                  {task.type} {task.at && <Time at={task.at} />}
                </span>{' '}
                {task.error}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-2">
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 text-right">{children}</dd>
    </div>
  )
}

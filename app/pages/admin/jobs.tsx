import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { type FailingJobs, listFailingJobs, listSweepFailures, type SweepFailure } from '#app/domain/sweeps/queries.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Time } from '#app/ui/time.tsx'
import { titled } from '#app/web/meta.ts'
import { ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/** What the worker could not do, until it goes through. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [failures, jobs] = await Promise.all([listSweepFailures(db), listFailingJobs(db)])
  return { failures, jobs }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('jobs:title'))

export default function Jobs() {
  const { failures, jobs } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{t('admin:title')}</h1>
      <AdminTabs current="jobs" />
      <p className="mt-4 max-w-prose text-soft">{t('jobs:intro')}</p>
      {failures.length + jobs.length === 0 ? (
        <div className="mt-6">
          <EmptyState icon="circle-check" title={t('jobs:none')}>
            {t('jobs:none_hint')}
          </EmptyState>
        </div>
      ) : (
        <>
          <Part id="rows" title={t('jobs:rows')}>
            {failures.map((failure) => (
              <Failure key={`${failure.sweep} ${failure.subject}`} failure={failure} />
            ))}
          </Part>
          <Part id="jobs" title={t('jobs:jobs')}>
            {jobs.map((job) => (
              <Job key={job.name} job={job} />
            ))}
          </Part>
        </>
      )}
    </div>
  )
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <section className="mt-6" aria-labelledby={id}>
      <h2 id={id} className="subtitle">
        {title}
      </h2>
      <ul className="card mt-2 divide-y divide-line text-sm">{children}</ul>
    </section>
  )
}

function Failure({ failure }: { failure: SweepFailure }) {
  const { t } = useLanguage()
  const path = pathOf(failure.subject)
  return (
    <li className="space-y-1 px-4 py-3">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">
          {path ? (
            <a href={path} className="link">
              {failure.subject}
            </a>
          ) : (
            failure.subject
          )}
        </span>
        <code>{failure.sweep}</code>
      </p>
      <p className="wrap-anywhere">{failure.reason}</p>
      <p className="hint">
        {t('jobs:last')} <Time at={failure.failedAt} /> · {t('jobs:times', { count: failure.times })} ·{' '}
        {t('jobs:since')} <Time at={failure.firstFailedAt} />
      </p>
    </li>
  )
}

function Job({ job }: { job: FailingJobs }) {
  const { t } = useLanguage()
  return (
    <li className="space-y-1 px-4 py-3">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <code className="font-medium">{job.name}</code>
        <span>{t('jobs:waiting', { count: job.count })}</span>
        {job.givenUp > 0 && <span className="chip-warn">{t('jobs:given_up', { count: job.givenUp })}</span>}
      </p>
      <p className="wrap-anywhere">{job.reason}</p>
      <p className="hint">
        {t('jobs:last')} <Time at={job.failedAt} /> · {t('jobs:times', { count: job.tries })}
        {job.nextAt && (
          <>
            {' '}
            · {t('jobs:next')} <Time at={job.nextAt} />
          </>
        )}
      </p>
    </li>
  )
}

/** The page of what failed, for the kinds that have one. */
function pathOf(subject: string): string | undefined {
  const [, kind, id] = /^(thread|ticket|article|user) (\d+)$/.exec(subject) ?? []
  if (!kind || !id) return undefined
  if (kind === 'ticket') return ticketPath(Number(id))
  return kind === 'thread' ? `/questions/${id}` : kind === 'article' ? `/kb/articles/${id}` : `/users/${id}`
}

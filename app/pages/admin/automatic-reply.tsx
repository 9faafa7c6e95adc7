import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData, useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'
import { findPrecision } from '#app/domain/automatic-replies/measure-replies.ts'
import { CASES_MIN } from '#app/domain/automatic-replies/precision.ts'
import { listReplyCategories } from '#app/domain/automatic-replies/queries.ts'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { versionOfSetting } from '#app/domain/settings/change-setting.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { PrecisionTable } from '#app/pages/admin/precision-table.tsx'
import { requireAdmin } from '#app/pages/admin/require-admin.server.ts'
import { ActionButton } from '#app/ui/form.tsx'
import { count, day } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { titled } from '#app/web/meta.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireAdmin(request, context)
  const [setting, precision, categories] = await Promise.all([
    getSetting(db, 'automaticReply'),
    findPrecision(db),
    listReplyCategories(db),
  ])
  return { setting, version: versionOfSetting(setting), ...precision, categories, least: CASES_MIN }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('precision:title'))

export default function AutomaticReplies() {
  const { setting, version, last, running, categories, least } = useLoaderData<typeof loader>()
  const { locale, reading, t } = useLanguage()
  const figure = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 })
  useProgress(running !== undefined)

  return (
    <div className="page">
      <h1 className="title">{t('admin:title')}</h1>
      <AdminTabs current="automatic-reply" />
      <div className="mt-6 flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-semibold">{t('precision:title')}</h2>
        <span className={setting.enabled ? 'chip-good' : 'chip-plain'}>
          {t(setting.enabled ? 'precision:on' : 'precision:off')}
        </span>
        <a href="/admin/settings#automaticReply" className="btn ml-auto">
          <Icon name="sliders-horizontal" /> {t('precision:settings')}
        </a>
      </div>
      <p className="hint mt-1 max-w-prose">{t('precision:intro')}</p>

      <section aria-labelledby="precision" className="panel mt-4">
        <div className="flex flex-wrap items-start gap-3">
          <div className="min-w-0 flex-1 basis-60">
            <h3 id="precision" className="subtitle">
              {t('precision:heading')}
            </h3>
            <p className="hint mt-0.5">
              {last ? (
                <>
                  {t('precision:measured', {
                    count: last.questions,
                    shown: count(last.questions, locale),
                    since: day(last.since, reading),
                  })}{' '}
                  <Time at={last.finishedAt ?? last.startedAt} />.
                </>
              ) : (
                t('precision:never')
              )}
            </p>
          </div>
          {!running && (
            <ActionButton action="/admin/automatic-reply/measurement" className="btn-small" stay>
              <Icon name="history" /> {t(last ? 'precision:again' : 'precision:measure')}
            </ActionButton>
          )}
        </div>
        {running && (
          <div className="mt-4" role="status">
            <label htmlFor="measuring" className="text-sm">
              {t('precision:running', { done: count(running.done, locale), all: count(running.questions, locale) })}
            </label>
            <progress
              id="measuring"
              max={Math.max(1, running.questions)}
              value={running.done}
              className="mt-1 w-full"
            />
            <noscript>
              <a href="/admin/automatic-reply" className="link">
                {t('precision:reload')}
              </a>
            </noscript>
          </div>
        )}
        {last && <PrecisionTable rows={last.table} threshold={setting.threshold} version={version} least={least} />}
        <details className="mt-4 text-sm">
          <summary className="cursor-pointer font-medium">{t('precision:how.title')}</summary>
          <ul className="hint mt-2 max-w-prose list-disc space-y-1.5 pl-5">
            {(['replay', 'before', 'right', 'wrong', 'unknown', 'interval'] as const).map((part) => (
              <li key={part}>{t(`precision:how.${part}`, { least })}</li>
            ))}
          </ul>
        </details>
      </section>

      <h2 className="mt-8 text-lg font-semibold">{t('precision:categories.title')}</h2>
      <p className="hint mt-1 max-w-prose">
        {t('precision:categories.text', { threshold: figure.format(setting.threshold) })}
      </p>
      <ul className="card mt-4 divide-y divide-line">
        {categories.map((category) => {
          const { name } = categoryText(category, locale)
          return (
            <li key={category.id} className="flex flex-wrap items-center gap-3 px-4 py-3">
              <h3 className="min-w-0 flex-1 font-medium">{name}</h3>
              <span className={category.repliesAutomatically ? 'chip-good' : 'chip-plain'}>
                {t(category.repliesAutomatically ? 'precision:on' : 'precision:off')}
              </span>
              <ActionButton
                action={`/admin/categories/${category.id}/automatic-reply`}
                fields={category.repliesAutomatically ? { undo: 'on' } : {}}
                className="btn-small"
                label={t(category.repliesAutomatically ? 'precision:categories.off' : 'precision:categories.on', {
                  name,
                })}
                stay
              >
                {t(category.repliesAutomatically ? 'precision:switch_off' : 'precision:switch_on')}
              </ActionButton>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const LOOK_AGAIN = 2_000

/** Loads the page's data again while a measurement is running. */
function useProgress(running: boolean): void {
  const { revalidate } = useRevalidator()
  useEffect(() => {
    if (!running) return
    const timer = setInterval(revalidate, LOOK_AGAIN)
    return () => clearInterval(timer)
  }, [running, revalidate])
}

import { type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { DeskTabs } from '#app/pages/desk/desk-tabs.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { day } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { threadPath, ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { type BacklogItem, listBacklog } from '#moderation/escalation/list-backlog.ts'
import { takeInThread } from '#moderation/escalation/take-in-thread.ts'

/** Questions that nobody solved and that will never reach the desk by themselves, with the reason. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const query = new URL(request.url).searchParams
  const before = Number(/^\d{1,15}$/.exec(query.get('before') ?? '')?.[0] ?? 0) || undefined
  return { ...(await orHttpError(listBacklog(db, actor, { before }))), isFirstPage: before === undefined }
}

const takeInForm = z.object({ threadId: z.coerce.number().int().positive(), reason: z.string() })

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const form = parseForm(takeInForm, await readForm(request))
  const { ticketId } = await orHttpError(takeInThread(db, actor, form))
  return redirect(ticketPath(ticketId))
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('desk:backlog.title'))

export default function Backlog() {
  const { threads, next, isFirstPage } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{t('desk:backlog.title')}</h1>
      <p className="mt-1 text-soft">{t('desk:backlog.intro')}</p>
      <DeskTabs current="backlog" />
      {threads.length > 0 ? (
        <ul className="card mt-4 divide-y divide-line">
          {threads.map((thread) => (
            <BacklogRow key={thread.id} thread={thread} />
          ))}
        </ul>
      ) : (
        <div className="mt-4">
          <EmptyState icon="headset" title={t('desk:backlog.empty')}>
            {t('desk:backlog.empty_hint')}
          </EmptyState>
        </div>
      )}
      <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-between">
        {isFirstPage ? (
          <span />
        ) : (
          <a href="/desk/backlog" className="btn">
            <Icon name="arrow-left" /> {t('common:pages.first')}
          </a>
        )}
        {next && (
          <a href={`/desk/backlog?before=${next}`} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        )}
      </nav>
    </div>
  )
}

function BacklogRow({ thread }: { thread: BacklogItem }) {
  const { locale, t, reading } = useLanguage()
  const category = categoryText({ name: thread.categoryName, translations: thread.categoryTranslations }, locale)
  const why = t(`desk:backlog.why.${thread.obstacle}`, {
    policy: thread.policy?.name ?? '',
    since: thread.policy ? day(thread.policy.startsAt, reading) : '',
  })
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 px-4 py-3.5">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="text-base leading-snug font-semibold">
          <a href={threadPath(thread)} {...written(thread.locale)} className="quiet-link wrap-anywhere">
            {thread.title}
          </a>
        </h2>
        <p className="mt-1 text-sm">{why}</p>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
          <span>{thread.authorName ?? t('common:person.former')}</span>
          <span>{category.name}</span>
          <Time at={thread.createdAt} />
          <span>{t('questions:answers', { count: thread.answerCount })}</span>
        </p>
      </div>
      <ActionButton
        action="/desk/backlog"
        fields={{ threadId: String(thread.id), reason: why }}
        className="btn-small"
        label={t('desk:backlog.take_in_this', { title: thread.title })}
      >
        <Icon name="headset" /> {t('desk:backlog.take_in')}
      </ActionButton>
    </li>
  )
}

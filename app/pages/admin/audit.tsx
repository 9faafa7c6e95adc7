import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { type FactNames, nameFacts } from '#app/domain/events/name-facts.ts'
import { VERBS } from '#app/domain/events/verbs.ts'
import { findPeople } from '#app/domain/profiles/find-people.ts'
import { isAdmin } from '#app/domain/users/roles.ts'
import { AdminTabs } from '#app/pages/admin/admin-tabs.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { changesOf, EventChanges } from '#app/ui/event-changes.tsx'
import { SelectField, TextField } from '#app/ui/form.tsx'
import { exactTime } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { SeveralPeople } from '#app/ui/several-people.tsx'
import { orHttpError, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { ticketPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { type AuditEvent, listEvents } from '#moderation/audit/queries.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const query = new URL(request.url).searchParams
  const number = (name: string) => Number(/^\d{1,15}$/.exec(query.get(name)?.trim() ?? '')?.[0] ?? 0) || undefined
  const actors = (await findPeople(db, query.get('actor') ?? '', { everybody: true })) ?? null
  const filter = {
    actorIds: actors?.people.map(({ id }) => id),
    verb: VERBS.find((verb) => verb === query.get('verb')),
    threadId: number('thread'),
  }
  const { events, next } = await orHttpError(listEvents(db, actor, { ...filter, before: number('before') }))

  query.delete('before')
  return {
    events,
    names: await nameFacts(db, events),
    filter,
    actors,
    verbs: VERBS,
    next: next && `/admin/audit?${new URLSearchParams([...query, ['before', String(next)]])}`,
    isAdmin: isAdmin(actor),
  }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('admin:audit.title'))

export default function Audit() {
  const { events, names, filter, actors, verbs, next, isAdmin } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{isAdmin ? t('admin:title') : t('admin:audit.title')}</h1>
      {isAdmin && <AdminTabs current="audit" />}
      <form className="panel mt-6 grid items-end gap-4 sm:grid-cols-[1fr_1fr_8rem_auto]" data-stay="">
        <TextField name="actor" label={t('admin:audit.actor')} defaultValue={actors?.text} autoComplete="off" />
        <SelectField name="verb" label={t('admin:audit.act')} defaultValue={filter.verb ?? ''}>
          <option value="">{t('admin:audit.all')}</option>
          {verbs.map((verb) => (
            <option key={verb} value={verb}>
              {t(`audit:verb.${verb}`)}
            </option>
          ))}
        </SelectField>
        <TextField
          name="thread"
          label={t('admin:audit.thread')}
          defaultValue={filter.threadId}
          inputMode="numeric"
          autoComplete="off"
        />
        <button type="submit" className="btn">
          <Icon name="search" /> {t('admin:audit.filter')}
        </button>
      </form>
      {actors && (actors.people.length > 1 || (actors.people.length === 1 && !actors.whole)) && (
        <p className="notice-info mt-4">
          <Icon name="info" />
          <span className="min-w-0 wrap-anywhere">
            <SeveralPeople found={actors} href={(id) => `/admin/audit?actor=${id}`} />
          </span>
        </p>
      )}
      {events.length === 0 ? (
        <div className="mt-4">
          <EmptyState
            icon="scroll-text"
            title={
              actors?.people.length === 0 ? t('search:unknown.user', { name: actors.text }) : t('admin:audit.empty')
            }
          >
            {t('admin:audit.empty_hint')}
          </EmptyState>
        </div>
      ) : (
        <ol className="card mt-4 divide-y divide-line text-sm">
          {events.map((event) => (
            <EventRow key={event.id} event={event} names={names} />
          ))}
        </ol>
      )}
      {next && (
        <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-end">
          <a href={next} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        </nav>
      )}
    </div>
  )
}

function EventRow({ event, names }: { event: AuditEvent; names: FactNames }) {
  const { t, reading } = useLanguage()
  const changes = changesOf(event).length > 0
  return (
    <li className="flex flex-wrap gap-x-4 gap-y-1 px-4 py-2.5">
      <time dateTime={event.createdAt.toISOString()} className="hint w-56 shrink-0">
        {exactTime(event.createdAt, reading)}
      </time>
      <div className="min-w-0 flex-1 basis-80">
        <p>
          <span className="font-medium">{event.actorName}</span> {t(`audit:verb.${event.verb}`)}
          {event.userName && event.userId !== event.actorId && ` · ${event.userName}`}
        </p>
        <p className="hint flex flex-wrap gap-x-3 wrap-anywhere">
          {event.threadId && (
            <a href={`/questions/${event.threadId}${event.postId ? `#post-${event.postId}` : ''}`} className="link">
              {event.threadTitle}
            </a>
          )}
          {event.articleId && (
            <a href={`/kb/articles/${event.articleId}`} className="link">
              {t('admin:audit.article', { id: event.articleId })}
            </a>
          )}
          {event.ticketId && (
            <a href={ticketPath(event.ticketId)} className="link">
              {t('desk:number', { id: event.ticketId })}
            </a>
          )}
          {event.ip && <span>{event.ip}</span>}
        </p>
        {changes && (
          <details className="mt-1">
            <summary className="hint">{t('admin:audit.details')}</summary>
            <div className="mt-1 text-xs">
              <EventChanges event={event} names={names} />
            </div>
          </details>
        )}
      </div>
    </li>
  )
}

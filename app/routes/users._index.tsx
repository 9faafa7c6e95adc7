import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { EmptyState } from '#app/components/empty-state.tsx'
import { useLanguage } from '#app/components/i18n.tsx'
import { Icon } from '#app/components/icon.tsx'
import { Avatar } from '#app/components/person.tsx'
import { listMembers } from '#app/domain/users/queries.ts'
import { count } from '#app/lib/format.ts'
import { titled } from '#app/lib/meta.ts'
import { userPath } from '#app/lib/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request }: LoaderFunctionArgs) {
  const name = (new URL(request.url).searchParams.get('name') ?? '').trim().slice(0, 80)
  return { name, members: await listMembers(db, { name }) }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('account:people.title'))

export default function People() {
  const { name, members } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  return (
    <div className="page">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <h1 className="title">{t('account:people.title')}</h1>
        <form action="/users" className="flex gap-2">
          <label htmlFor="name" className="sr-only">
            {t('account:people.search')}
          </label>
          <input id="name" name="name" defaultValue={name} placeholder={t('account:people.search')} className="field" />
          <button type="submit" className="btn" aria-label={t('common:search.send')}>
            <Icon name="search" />
          </button>
        </form>
      </div>
      {members.length === 0 ? (
        <div className="mt-5">
          <EmptyState icon="users" title={t('account:people.none', { name })} />
        </div>
      ) : (
        <ul className="mt-5 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {members.map((member) => (
            <li key={member.id} className="card flex items-center gap-3 p-4">
              <Avatar id={member.id} name={member.name} />
              <div className="min-w-0">
                <a href={userPath(member)} className="quiet-link font-medium wrap-anywhere">
                  {member.name}
                </a>
                <p className="hint">
                  {t('account:points', { count: member.reputation, shown: count(member.reputation, locale) })}
                  {member.location && ` · ${member.location}`}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

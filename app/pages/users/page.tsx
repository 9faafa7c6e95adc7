import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { isLeaderPeriod } from '#app/domain/profiles/leader-periods.ts'
import { listLeaders } from '#app/domain/profiles/leaders.ts'
import { listUsers } from '#app/domain/profiles/list-users.ts'
import { USER_ROLES, USER_SORTS } from '#app/domain/profiles/user-lists.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { SelectField, TextField } from '#app/ui/form.tsx'
import { count, day } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { LeaderTable } from '#app/ui/leader-table.tsx'
import { NextPage } from '#app/ui/next-page.tsx'
import { Avatar, LookAlikeMark } from '#app/ui/user-link.tsx'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { titled } from '#app/web/meta.ts'
import { userPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const CURSORS = { reputation: 'number', newest: 'moment', name: 'line' } as const

export async function loader({ request, context }: LoaderFunctionArgs) {
  const query = new URL(request.url).searchParams
  const viewerId = (await context.viewer())?.id ?? null
  if (query.get('tab') === 'leaders') {
    const asked = query.get('period')
    const period = isLeaderPeriod(asked) ? asked : 'month'
    return { tab: 'leaders', period, viewerId, leaders: await listLeaders(db, { period, now: new Date() }) } as const
  }
  const name = (query.get('name') ?? '').trim().slice(0, 80)
  const sort = USER_SORTS.find((each) => each === query.get('sort')) ?? 'reputation'
  const role = USER_ROLES.find((each) => each === query.get('role'))
  const after = readCursor(query.get('after'), { by: CURSORS[sort] })
  const { items, next } = await listUsers(db, { name, sort, role, after })
  return {
    tab: 'members',
    name,
    sort,
    role: role ?? '',
    members: items,
    next: next && writeCursor(next),
    isFirst: after === undefined,
  } as const
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('users:list.title'))

export default function Users() {
  const page = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{t('users:list.title')}</h1>
      <nav aria-label={t('users:list.title')} className="tabs mt-4">
        <a href="/users" aria-current={page.tab === 'members' ? 'page' : undefined}>
          {t('users:list.members')}
        </a>
        <a href="/users?tab=leaders" aria-current={page.tab === 'leaders' ? 'page' : undefined}>
          {t('users:list.leaders')}
        </a>
      </nav>
      {page.tab === 'leaders' ? (
        <div className="mt-5 max-w-3xl">
          <h2 className="sr-only">{t('users:leaders.title')}</h2>
          <p className="hint">{t('users:leaders.intro')}</p>
          <LeaderTable leaders={page.leaders} path="/users?tab=leaders" period={page.period} viewerId={page.viewerId} />
        </div>
      ) : (
        <UserList page={page} />
      )}
    </div>
  )
}

type UsersPage = Extract<Awaited<ReturnType<typeof loader>>, { tab: 'members' }>

function UserList({ page }: { page: UsersPage }) {
  const { locale, reading, t } = useLanguage()
  const { name, sort, role, members } = page
  const query = new URLSearchParams(Object.entries({ name, sort, role }).filter(([, value]) => value !== ''))
  return (
    <>
      <form action="/users" className="mt-5 grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_10rem_auto]">
        <TextField
          name="name"
          type="search"
          label={t('users:list.search')}
          defaultValue={name}
          maxLength={80}
          className="field min-h-11"
        />
        <SelectField name="role" label={t('users:list.role')} defaultValue={role} className="field min-h-11">
          <option value="">{t('users:list.role_all')}</option>
          {USER_ROLES.map((each) => (
            <option key={each} value={each}>
              {t(`users:list.role_${each}`)}
            </option>
          ))}
        </SelectField>
        <SelectField name="sort" label={t('users:list.sort')} defaultValue={sort} className="field min-h-11">
          {USER_SORTS.map((each) => (
            <option key={each} value={each}>
              {t(`users:list.sort_${each}`)}
            </option>
          ))}
        </SelectField>
        <button type="submit" className="btn min-h-11">
          <Icon name="search" /> {t('users:list.show')}
        </button>
      </form>
      {members.length === 0 ? (
        <div className="mt-5">
          <EmptyState icon="users" title={name === '' ? t('users:list.none') : t('search:unknown.user', { name })}>
            {t('users:list.none_hint')}
          </EmptyState>
        </div>
      ) : (
        <ul className="mt-5 grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
          {members.map((member) => (
            <li key={member.id} className="card flex items-center gap-3 p-4">
              <Avatar id={member.id} name={member.name} />
              <div className="min-w-0">
                <a dir="auto" href={userPath(member)} className="quiet-link font-medium wrap-anywhere">
                  {member.name}
                </a>
                {member.looksLike && (
                  <p>
                    <LookAlikeMark of={member.looksLike} />
                  </p>
                )}
                <p className="hint">
                  {t('account:points', { count: member.reputation, shown: count(member.reputation, locale) })}
                  {member.location && ` · ${member.location}`}
                </p>
                {sort === 'newest' && (
                  <p className="hint text-xs">{t('users:list.joined', { day: day(member.createdAt, reading) })}</p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      <NextPage path={query.size > 0 ? `/users?${query}` : '/users'} next={page.next} isFirst={page.isFirst} />
    </>
  )
}

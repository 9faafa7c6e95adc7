import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { isLeaderPeriod } from '#app/domain/profiles/leader-periods.ts'
import { listLeaders } from '#app/domain/profiles/leaders.ts'
import { listMembers } from '#app/domain/profiles/list-members.ts'
import { MEMBER_ROLES, MEMBER_SORTS } from '#app/domain/profiles/member-lists.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { SelectField, TextField } from '#app/ui/form.tsx'
import { count, day } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { LeaderTable } from '#app/ui/leader-table.tsx'
import { NextPage } from '#app/ui/next-page.tsx'
import { Avatar } from '#app/ui/person.tsx'
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
  const sort = MEMBER_SORTS.find((each) => each === query.get('sort')) ?? 'reputation'
  const role = MEMBER_ROLES.find((each) => each === query.get('role'))
  const after = readCursor(query.get('after'), { by: CURSORS[sort] })
  const { items, next } = await listMembers(db, { name, sort, role, after })
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

export const meta: MetaFunction<typeof loader> = titled((t) => t('people:list.title'))

export default function People() {
  const page = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page">
      <h1 className="title">{t('people:list.title')}</h1>
      <nav aria-label={t('people:list.title')} className="tabs mt-4">
        <a href="/users" aria-current={page.tab === 'members' ? 'page' : undefined}>
          {t('people:list.members')}
        </a>
        <a href="/users?tab=leaders" aria-current={page.tab === 'leaders' ? 'page' : undefined}>
          {t('people:list.leaders')}
        </a>
      </nav>
      {page.tab === 'leaders' ? (
        <div className="mt-5 max-w-3xl">
          <h2 className="sr-only">{t('people:leaders.title')}</h2>
          <p className="hint">{t('people:leaders.intro')}</p>
          <LeaderTable leaders={page.leaders} path="/users?tab=leaders" period={page.period} viewerId={page.viewerId} />
        </div>
      ) : (
        <Members page={page} />
      )}
    </div>
  )
}

type MembersPage = Extract<Awaited<ReturnType<typeof loader>>, { tab: 'members' }>

function Members({ page }: { page: MembersPage }) {
  const { locale, t } = useLanguage()
  const { name, sort, role, members } = page
  const query = new URLSearchParams(Object.entries({ name, sort, role }).filter(([, value]) => value !== ''))
  return (
    <>
      <form action="/users" className="mt-5 grid items-end gap-3 sm:grid-cols-[minmax(0,1fr)_10rem_10rem_auto]">
        <TextField
          name="name"
          type="search"
          label={t('people:list.search')}
          defaultValue={name}
          maxLength={80}
          className="field min-h-11"
        />
        <SelectField name="role" label={t('people:list.role')} defaultValue={role} className="field min-h-11">
          <option value="">{t('people:list.role_all')}</option>
          {MEMBER_ROLES.map((each) => (
            <option key={each} value={each}>
              {t(`people:list.role_${each}`)}
            </option>
          ))}
        </SelectField>
        <SelectField name="sort" label={t('people:list.sort')} defaultValue={sort} className="field min-h-11">
          {MEMBER_SORTS.map((each) => (
            <option key={each} value={each}>
              {t(`people:list.sort_${each}`)}
            </option>
          ))}
        </SelectField>
        <button type="submit" className="btn min-h-11">
          <Icon name="search" /> {t('people:list.show')}
        </button>
      </form>
      {members.length === 0 ? (
        <div className="mt-5">
          <EmptyState icon="users" title={t('people:list.none')}>
            {t('people:list.none_hint')}
          </EmptyState>
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
                {sort === 'newest' && (
                  <p className="hint text-xs">{t('people:list.joined', { day: day(member.createdAt, locale) })}</p>
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

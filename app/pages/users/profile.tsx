import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { data } from '@remix-run/node'
import { Outlet, useLoaderData, useLocation } from '@remix-run/react'
import { isFollowing } from '#app/domain/follows/queries.ts'
import { isStaffEverywhere } from '#app/domain/users/roles.ts'
import { findProfile } from '#app/pages/users/profile.server.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FollowButton } from '#app/ui/follow-button.tsx'
import { count, day } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { Time } from '#app/ui/time.tsx'
import { Avatar, LookAlikeMark } from '#app/ui/user-link.tsx'
import { titled } from '#app/web/meta.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { tagPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { canSanction, canSeeSanctions } from '#moderation/sanctions/permissions.ts'

export async function loader({ params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const found = await findProfile(params)
  if (!found) return data({ profile: null, isSelf: false, maySanction: false, following: null }, { status: 410 })

  const now = new Date()
  const { suspendedUntil, aboutHtml, ...profile } = found
  const isSelf = viewer?.id === profile.id
  // A sanction is between the person and those who look after the forum.
  const isSuspended =
    suspendedUntil !== null &&
    suspendedUntil > now &&
    (canSeeSanctions(viewer, profile.id) || isStaffEverywhere(viewer))
  return {
    profile: {
      ...profile,
      aboutHtml: pageHtml(aboutHtml, context),
      hasAbout: aboutHtml !== '',
      isSuspended,
      // A date that no calendar reaches cannot be shown.
      suspendedUntil: isSuspended && suspendedUntil < new Date('9000-01-01') ? suspendedUntil : null,
    },
    isSelf,
    following: viewer && viewer.id !== profile.id ? await isFollowing(db, viewer, 'users', profile.id) : null,
    maySanction: canSanction(viewer, profile),
  }
}

type PageData = { profile: { name: string } | null }
export const meta: MetaFunction<typeof loader> = titled<PageData>(
  (t, page) => page?.profile?.name ?? t('common:person.former'),
)

const TABS = ['overview', 'activity', 'questions', 'answers', 'badges', 'reputation'] as const

export default function Profile() {
  const { profile, isSelf, maySanction, following } = useLoaderData<typeof loader>()
  const { locale, t, reading } = useLanguage()
  const { pathname } = useLocation()
  if (!profile) {
    return (
      <div className="page-narrow">
        <h1 className="title mb-4">{t('common:person.former')}</h1>
        <EmptyState icon="user" title={t('users:former')}>
          {t('users:former_text')}
        </EmptyState>
      </div>
    )
  }
  const roles = [...new Set(profile.grants.filter((grant) => grant.role !== 'expert').map((grant) => grant.role))]
  const expertise = profile.grants.flatMap((grant) => (grant.role === 'expert' && grant.tag ? [grant.tag] : []))
  const [, current = 'overview'] = /^\/users\/[^/]+\/(\w+)/.exec(pathname) ?? []

  return (
    <div className="page">
      <header className="card flex flex-wrap items-start gap-x-5 gap-y-4 p-5 sm:p-6">
        <Avatar id={profile.id} name={profile.name} large />
        <div className="min-w-0 flex-1 basis-64">
          <h1 dir="auto" className="title wrap-anywhere">
            {profile.name}
          </h1>
          <p className="hint">@{profile.handle}</p>
          {(roles.length > 0 || expertise.length > 0 || profile.isSuspended || profile.looksLike) && (
            <p className="mt-2 flex flex-wrap gap-2">
              {profile.isSuspended && (
                <span className="chip-bad">
                  <Icon name="lock" />{' '}
                  {profile.suspendedUntil
                    ? t('users:suspended_until', { day: day(profile.suspendedUntil, reading) })
                    : t('users:suspended')}
                </span>
              )}
              {profile.looksLike && <LookAlikeMark of={profile.looksLike} />}
              {roles.map((role) => (
                <span key={role} className="chip-info">
                  <Icon name={role === 'moderator' ? 'gavel' : 'headset'} /> {t(`common:role.${role}`)}
                </span>
              ))}
              {expertise.map((tag) => (
                <a key={tag} href={tagPath(tag)} className="chip-good no-underline">
                  <Icon name="badge-check" /> {t('account:expert_of', { tag })}
                </a>
              ))}
            </p>
          )}
          <p className="hint mt-2 flex flex-wrap gap-x-4">
            <span>
              {t('account:member_since')} {day(profile.createdAt, reading)}
            </span>
            {profile.lastSeenAt && (
              <span>
                {t('users:seen')} <Time at={profile.lastSeenAt} />
              </span>
            )}
            {profile.location && <span dir="auto">{profile.location}</span>}
            {profile.website && (
              <a href={profile.website} rel="nofollow ugc noopener" className="link">
                {new URL(profile.website).host}
              </a>
            )}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {following !== null && (
            <FollowButton subject="users" id={profile.id} following={following} name={profile.name} className="btn" />
          )}
          {maySanction && (
            <a href={`/users/${profile.id}/sanctions`} className="btn">
              <Icon name="gavel" /> {t('sanctions:link')}
            </a>
          )}
          {isSelf && (
            <a href="/settings" className="btn">
              <Icon name="pencil" /> {t('account:edit_profile')}
            </a>
          )}
        </div>
        <dl className="grid w-full grid-cols-2 gap-3 text-center sm:grid-cols-4">
          <Figure label={t('account:figure.reputation')} value={count(profile.reputation, locale)} />
          <Figure label={t('account:figure.answers')} value={count(profile.answerCount ?? 0, locale)} />
          <Figure label={t('account:figure.accepted')} value={count(profile.acceptedCount ?? 0, locale)} />
          <Figure label={t('account:figure.questions')} value={count(profile.questionCount ?? 0, locale)} />
        </dl>
      </header>
      <nav aria-label={t('users:tabs', { name: profile.name })} className="tabs mt-5">
        {TABS.map((tab) => (
          <a
            key={tab}
            href={tab === 'overview' ? `/users/${profile.id}` : `/users/${profile.id}/${tab}`}
            aria-current={tab === current ? 'page' : undefined}
          >
            {t(`users:tab.${tab}`)}
          </a>
        ))}
      </nav>
      {current === 'overview' && profile.hasAbout && (
        <div className="panel mt-6">
          <Prose id="about" html={profile.aboutHtml} />
        </div>
      )}
      <div className="mt-6">
        <Outlet />
      </div>
    </div>
  )
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex flex-col-reverse rounded-lg bg-sunken py-3">
      <dt className="hint">{label}</dt>
      <dd className="text-xl font-semibold">{value}</dd>
    </div>
  )
}

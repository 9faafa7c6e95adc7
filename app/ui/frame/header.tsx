import { useLocation } from '@remix-run/react'
import { count } from '#app/ui/format.ts'
import { Counter, useCounters } from '#app/ui/frame/counters.tsx'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { SearchBox } from '#app/ui/search/search-box.tsx'
import { Avatar } from '#app/ui/user-link.tsx'
import { userPath } from '#app/web/paths.ts'
import type { RootData } from '#app/web/root-data.ts'

type NavItem = { href: string; label: string; icon: IconName; count?: number }

export function SiteHeader({ viewer }: { viewer: RootData['viewer'] }) {
  const t = useT()
  const waiting = useCounters()
  const { pathname, search } = useLocation()
  const here = pathname + search
  const items: NavItem[] = [
    { href: '/questions', label: t('common:nav.questions'), icon: 'message-circle' },
    { href: '/kb', label: t('common:nav.kb'), icon: 'book-open' },
    { href: '/tags', label: t('common:nav.tags'), icon: 'hash' },
    { href: '/users', label: t('common:nav.people'), icon: 'users' },
  ]
  if (viewer?.mayReview) {
    const count = waiting.reviews + waiting.edits
    items.push({ href: '/review', label: t('common:nav.review'), icon: 'gavel', count })
  }
  if (viewer?.isStaff) items.push({ href: '/desk', label: t('common:nav.desk'), icon: 'headset', count: waiting.desk })

  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:p-3"
      >
        {t('common:skip')}
      </a>
      <header className="site sticky top-0 z-20 border-b border-line bg-surface">
        {/* Wider than the page: French names of places leave no room for the search there. */}
        <div className="mx-auto flex h-14 max-w-7xl items-center gap-1 px-3 sm:gap-4 sm:px-6">
          <a
            href="/"
            className="flex items-center gap-2 text-[1.0625rem] font-semibold tracking-tight text-ink no-underline"
          >
            <Logo />
            <span className="max-sm:sr-only">Entraide</span>
          </a>
          <nav aria-label={t('common:nav.label')} className="hidden gap-0.5 xl:flex">
            {items.map((item) => (
              <a
                key={item.href}
                href={item.href}
                className="rounded-md px-2.5 py-1.5 text-sm font-medium text-soft no-underline hover:bg-sunken hover:text-ink"
              >
                {item.label}
                <Counter count={item.count ?? 0} />
              </a>
            ))}
          </nav>
          <search className="min-w-0 flex-1">
            <form action="/search" className="ml-auto max-w-sm">
              <SearchBox results className="relative">
                <Icon
                  name="search"
                  className="pointer-events-none absolute top-1/2 left-3 -translate-y-1/2 text-soft max-sm:left-2.5"
                />
                <input
                  type="search"
                  dir="auto"
                  name="q"
                  aria-label={t('common:search.label')}
                  placeholder={t('common:search.label')}
                  aria-keyshortcuts="/"
                  className="field min-h-9 py-1.5 pl-9 text-sm text-ellipsis max-sm:pr-1 max-sm:pl-8"
                />
              </SearchBox>
            </form>
          </search>
          <a href="/ask" title={t('common:nav.ask')} className="btn-primary max-sm:px-2.5">
            <Icon name="message-square-plus" />
            {/* People with more links in the navigation work here and ask less. */}
            <span className={viewer?.mayReview ? 'sr-only' : 'max-sm:sr-only'}>{t('common:nav.ask')}</span>
          </a>
          {viewer ? (
            <>
              <Bell unread={waiting.unread} />
              <AccountMenu viewer={viewer} />
            </>
          ) : (
            <>
              <a href={accountLink('/sign-in', here)} rel="nofollow" className="btn-quiet min-h-9 max-sm:hidden">
                {t('common:nav.sign_in')}
              </a>
              <a href={accountLink('/sign-up', here)} rel="nofollow" className="btn max-sm:hidden">
                {t('common:nav.sign_up')}
              </a>
            </>
          )}
          <details className="menu xl:hidden">
            <summary className="btn-quiet min-h-9" aria-label={t('common:nav.menu')}>
              <Icon name="menu" className="text-lg" />
              <Counter count={items.reduce((sum, item) => sum + (item.count ?? 0), 0)} />
            </summary>
            <nav aria-label={t('common:nav.label')} className="menu-panel">
              {items.map((item) => (
                <a key={item.href} href={item.href}>
                  <Icon name={item.icon} className="text-soft" /> {item.label}
                  <Counter count={item.count ?? 0} />
                </a>
              ))}
              {!viewer && (
                <>
                  <a href={accountLink('/sign-up', here)} rel="nofollow">
                    <Icon name="user-plus" className="text-soft" /> {t('common:nav.sign_up')}
                  </a>
                  <a href={accountLink('/sign-in', here)} rel="nofollow">
                    <Icon name="log-in" className="text-soft" /> {t('common:nav.sign_in')}
                  </a>
                </>
              )}
            </nav>
          </details>
        </div>
      </header>
    </>
  )
}

/** Leads back to the page on which somebody decided to sign in, save from the pages for that. */
const accountLink = (path: string, here: string): string =>
  here === '/' || /^\/sign-/.test(here) || here.length > 500 ? path : `${path}?to=${encodeURIComponent(here)}`

function Bell({ unread }: { unread: number }) {
  const { t } = useLanguage()
  const label =
    unread === 0
      ? t('notifications:bell.none')
      : unread > 99
        ? t('notifications:bell.full')
        : t('notifications:bell.some', { count: unread })
  return (
    <a href="/notifications" aria-label={label} title={label} className="btn-quiet relative min-h-9 px-2">
      <Icon name="bell" className="text-lg" />
      {unread > 0 && (
        <span className="absolute top-0 left-1/2 rounded-full bg-bad px-1.5 text-[0.6875rem] leading-4 font-semibold text-surface">
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </a>
  )
}

function AccountMenu({ viewer }: { viewer: NonNullable<RootData['viewer']> }) {
  const { locale, t } = useLanguage()
  return (
    <details className="menu">
      <summary className="flex items-center gap-1.5 rounded-full p-0.5 hover:bg-sunken">
        <Avatar id={viewer.id} name={viewer.name} />
        <span className="sr-only">{t('common:nav.account', { name: viewer.name })}</span>
        <span className="hint pr-1.5 max-sm:hidden">{count(viewer.reputation, locale)}</span>
      </summary>
      <div className="menu-panel">
        <a dir="auto" href={userPath(viewer)}>
          <Icon name="user" className="text-soft" /> {viewer.name}
        </a>
        <a href="/following">
          <Icon name="bell-ring" className="text-soft" /> {t('following:title')}
        </a>
        <a href="/bookmarks">
          <Icon name="bookmark" className="text-soft" /> {t('following:bookmarks.title')}
        </a>
        <a href="/drafts">
          <Icon name="square-pen" className="text-soft" /> {t('common:nav.own_drafts')}
        </a>
        <a href="/settings">
          <Icon name="settings" className="text-soft" /> {t('common:nav.settings')}
        </a>
        {viewer.isStaff && (
          <a href="/kb/drafts">
            <Icon name="book-open" className="text-soft" /> {t('common:nav.drafts')}
          </a>
        )}
        {viewer.isAdmin && (
          <a href="/admin/settings">
            <Icon name="shield" className="text-soft" /> {t('common:nav.administration')}
          </a>
        )}
        {viewer.isModerator && (
          <a href="/admin/audit">
            <Icon name="scroll-text" className="text-soft" /> {t('common:nav.audit')}
          </a>
        )}
        <form method="post" action="/sign-out" data-reload="">
          <button type="submit">
            <Icon name="log-out" className="text-soft" /> {t('common:nav.sign_out')}
          </button>
        </form>
      </div>
    </details>
  )
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className="size-7 text-accent">
      <path fill="currentColor" d="M16 3a12 12 0 0 0-10.6 17.6L4 28l7-1.6A12 12 0 1 0 16 3Z" opacity=".18" />
      <path
        fill="none"
        stroke="currentColor"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        d="M10 16.5l4 4 8-9"
      />
    </svg>
  )
}

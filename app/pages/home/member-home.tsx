import type { ReactNode } from 'react'
import type { OwnThread, WaitingThread } from '#app/domain/threads/list-for-member.ts'
import type { NamesIn } from '#app/messages/keys.ts'
import type { MemberHomeData } from '#app/pages/home/member-home.server.ts'
import { MemberRequests } from '#app/pages/home/member-requests.tsx'
import { useLanguage, useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import type { IconName } from '#app/ui/icon-names.ts'
import { NextPrivilege } from '#app/ui/next-privilege.tsx'
import { PrivateChip } from '#app/ui/thread-state.tsx'
import { Promised, Time } from '#app/ui/time.tsx'
import { LanguageMark, written } from '#app/ui/written.tsx'
import { tagPath, threadPath } from '#app/web/paths.ts'

/** The home page of a member: what waits for them, where they can help, and their drafts. */
export function MemberHome({ home }: { home: MemberHomeData }) {
  const t = useT()
  return (
    <div className="page with-aside">
      <div className="min-w-0 space-y-8">
        <h1 className="title">{t('home:member.heading', { name: home.name })}</h1>
        <MemberRequests {...home.asked} />
        <HomeSection
          id="own"
          title={t('home:member.own')}
          icon="message-circle"
          more={home.own.length > 0 ? `/questions?filter=unsolved&author=${home.id}` : undefined}
        >
          {home.own.length > 0 ? (
            <ul className="card divide-y divide-line">
              {home.own.map((thread) => (
                <OwnRow key={thread.id} thread={thread} />
              ))}
            </ul>
          ) : (
            <p className="panel hint">
              {t('home:member.own_none')}{' '}
              <a href="/ask" className="link">
                {t('common:nav.ask')}
              </a>
            </p>
          )}
        </HomeSection>
        <HomeSection
          id="waiting"
          title={t(home.tags.length > 0 ? 'home:member.waiting' : 'home:member.waiting_all')}
          icon="hand-helping"
          more="/questions?filter=needs_attention"
        >
          <OwnTags tags={home.tags} />
          {home.waiting.length > 0 ? (
            <WaitingList threads={home.waiting} />
          ) : (
            <p className="panel hint">{t('home:member.waiting_none')}</p>
          )}
        </HomeSection>
        {home.elsewhere.length > 0 && (
          <HomeSection id="elsewhere" title={t('home:member.elsewhere')} icon="clock">
            <WaitingList threads={home.elsewhere} />
          </HomeSection>
        )}
      </div>
      <aside className="space-y-6 text-sm">
        {home.drafts.length > 0 && <Drafts drafts={home.drafts} more={home.moreDrafts} />}
        <NextPrivilege next={home.next} />
      </aside>
    </div>
  )
}

function HomeSection(props: {
  id: string
  title: string
  icon: IconName
  more?: string | undefined
  children: ReactNode
}) {
  const t = useT()
  return (
    <section aria-labelledby={props.id}>
      <div className="mb-3 flex items-baseline justify-between gap-4">
        <h2 id={props.id} className="flex items-center gap-2 text-lg font-semibold">
          <Icon name={props.icon} className="text-soft" /> {props.title}
        </h2>
        {props.more && (
          <a href={props.more} className="link text-sm whitespace-nowrap">
            {t('home:see_all')}
          </a>
        )}
      </div>
      {props.children}
    </section>
  )
}

function OwnRow({ thread }: { thread: OwnThread }) {
  const t = useT()
  const { text, icon, look } = stateOf(thread)
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <Icon name={icon} className={`mt-1 ${look}`} />
      <div className="min-w-0 flex-1">
        <a href={threadPath(thread)} {...written(thread.locale)} className="quiet-link font-medium wrap-anywhere">
          {thread.title}
        </a>{' '}
        {thread.audience === 'private' && <PrivateChip />}
        <p className="hint">
          {text === 'waiting_clock' && thread.escalationDueAt ? (
            <Promised
              at={thread.escalationDueAt}
              ahead={t('home:member.state.waiting_clock')}
              late={t('home:member.state.waiting_clock_late')}
            />
          ) : (
            t(`home:member.state.${text}`, { count: thread.answerCount })
          )}
        </p>
      </div>
      <span className="hint shrink-0 text-xs">
        <Time at={thread.lastActivityAt} />
      </span>
    </li>
  )
}

function stateOf(thread: OwnThread): {
  text: NamesIn<'home:member.state.'>
  icon: IconName
  look: string
} {
  if (thread.questionState !== 'visible') return { text: 'withheld', icon: 'eye-off', look: 'text-warn' }
  if (thread.state === 'needs_info') return { text: 'needs_info', icon: 'circle-help', look: 'text-warn' }
  if (thread.state === 'answered') return { text: 'answered', icon: 'message-circle', look: 'text-accent' }
  if (thread.escalated) return { text: 'with_staff', icon: 'headset', look: 'text-info' }
  return { text: thread.escalationDueAt ? 'waiting_clock' : 'waiting', icon: 'clock', look: 'text-soft' }
}

function OwnTags({ tags }: { tags: MemberHomeData['tags'] }) {
  const t = useT()
  if (tags.length === 0) {
    return (
      <p className="hint mb-3">
        <a href="/tags" className="link">
          {t('home:member.follow_tags')}
        </a>
      </p>
    )
  }
  return (
    <p className="mb-3 flex flex-wrap items-center gap-1.5 text-sm">
      <span className="sr-only">{t('home:member.your_tags')}</span>
      {tags.map((tag) => (
        <a dir="auto" key={tag.id} href={tagPath(tag.name)} className="tag">
          {tag.name}
        </a>
      ))}
    </p>
  )
}

function WaitingList({ threads }: { threads: WaitingThread[] }) {
  return (
    <ul className="card divide-y divide-line">
      {threads.map((thread) => (
        <WaitingRow key={thread.id} thread={thread} />
      ))}
    </ul>
  )
}

function WaitingRow({ thread }: { thread: WaitingThread }) {
  const { t } = useLanguage()
  return (
    <li className="px-4 py-3">
      <a href={threadPath(thread)} {...written(thread.locale)} className="quiet-link font-medium wrap-anywhere">
        {thread.title}
      </a>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
        <span>{t('questions:answers', { count: thread.answerCount })}</span>
        <LanguageMark of={thread.locale} />
        <span className="flex flex-wrap gap-1">
          {thread.tags.map((tag) => (
            <a dir="auto" key={tag.name} href={tagPath(tag.name)} className="tag">
              {tag.name}
            </a>
          ))}
        </span>
        <span className="ml-auto">
          <Time at={thread.createdAt} />
        </span>
      </div>
    </li>
  )
}

function Drafts({ drafts, more }: { drafts: MemberHomeData['drafts']; more: boolean }) {
  const t = useT()
  return (
    <section className="panel" aria-labelledby="drafts">
      <h2 id="drafts" className="subtitle flex items-center gap-2">
        <Icon name="square-pen" className="text-soft" /> {t('home:member.drafts')}
      </h2>
      <ul className="mt-2 space-y-2.5">
        {drafts.map((draft) => (
          <li key={draft.id}>
            <a href={draft.path ?? '/drafts'} className="quiet-link line-clamp-2 wrap-anywhere">
              {draft.title ?? draft.subject ?? (draft.excerpt || t('home:member.draft_untitled'))}
            </a>
            <span className="hint block text-xs">
              <Time at={draft.savedAt} />
            </span>
          </li>
        ))}
      </ul>
      {more && (
        <a href="/drafts" className="link mt-3 inline-block">
          {t('home:see_all')}
        </a>
      )}
    </section>
  )
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import {
  listFollowedCategories,
  listFollowedTags,
  listFollowedThreads,
  listFollowedUsers,
} from '#app/domain/follows/queries.ts'
import { FOLLOW_SUBJECTS, type FollowSubject } from '#app/domain/follows/subjects.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FollowButton } from '#app/ui/follow-button.tsx'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PrivateChip, ThreadStateChips } from '#app/ui/thread-state.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { written } from '#app/ui/written.tsx'
import { requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { categoryPath, tagPath, threadPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const query = new URL(request.url).searchParams
  const of = FOLLOW_SUBJECTS.find((subject) => subject === query.get('of')) ?? 'threads'
  const before = Number(/^\d{1,15}$/.exec(query.get('before') ?? '')?.[0] ?? 0) || undefined
  return { of, ...(await listOf(of, actor, before)) }
}

async function listOf(of: FollowSubject, actor: Parameters<typeof listFollowedTags>[1], before: number | undefined) {
  const nothing = { threads: [], tags: [], categories: [], people: [] }
  if (of === 'threads') {
    const { items, next } = await listFollowedThreads(db, actor, { before })
    return { ...nothing, threads: items, next }
  }
  if (of === 'tags') {
    const { items, next } = await listFollowedTags(db, actor, { before })
    return { ...nothing, tags: items, next }
  }
  if (of === 'categories') {
    const { items, next } = await listFollowedCategories(db, actor, { before })
    return { ...nothing, categories: items, next }
  }
  const { items, next } = await listFollowedUsers(db, actor, { before })
  return { ...nothing, people: items, next }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('following:title'))

export default function Following() {
  const { of, threads, tags, categories, people, next } = useLoaderData<typeof loader>()
  const { locale, t } = useLanguage()
  const asked = (number: number) => t('following:questions', { count: number, shown: count(number, locale) })
  const empty = threads.length + tags.length + categories.length + people.length === 0

  return (
    <div className="page-narrow">
      <h1 className="title">{t('following:title')}</h1>
      <p className="mt-1 text-soft">{t('following:intro')}</p>
      <nav aria-label={t('following:title')} className="tabs mt-4">
        {FOLLOW_SUBJECTS.map((subject) => (
          <a key={subject} href={`/following?of=${subject}`} aria-current={subject === of ? 'page' : undefined}>
            {t(`following:tab.${subject}`)}
          </a>
        ))}
      </nav>
      {empty ? (
        <div className="mt-4">
          <EmptyState icon="bell" title={t(`following:empty.${of}`)}>
            {t('following:empty_hint')}
          </EmptyState>
        </div>
      ) : (
        <ul className="card mt-4 divide-y divide-line">
          {threads.map((thread) => (
            <Row key={thread.id} id={thread.id} of={of} name={thread.title}>
              <a href={threadPath(thread)} {...written(thread.locale)} className="quiet-link font-medium wrap-anywhere">
                {thread.title}
              </a>
              <span className="hint mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
                {thread.audience === 'private' && <PrivateChip />}
                <ThreadStateChips state={thread.state} closeReason={thread.closeReason} />
                <Time at={thread.lastActivityAt} />
              </span>
            </Row>
          ))}
          {tags.map((tag) => (
            <Row key={tag.id} id={tag.id} of={of} name={tag.name}>
              <a dir="auto" href={tagPath(tag.name)} className="tag">
                {tag.name}
              </a>
              <span className="hint mt-1 block">
                {tag.description} {asked(tag.threadCount)}
              </span>
            </Row>
          ))}
          {categories.map((category) => {
            const text = categoryText(category, locale)
            return (
              <Row key={category.id} id={category.id} of={of} name={text.name}>
                <a href={categoryPath(category.slug)} className="quiet-link font-medium">
                  {text.name}
                </a>
                <span className="hint block">
                  {text.description} {asked(category.threadCount)}
                </span>
              </Row>
            )
          })}
          {people.map((person) => (
            <Row key={person.id} id={person.id} of={of} name={person.name}>
              <UserLink person={person} />
            </Row>
          ))}
        </ul>
      )}
      {next && (
        <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-end">
          <a href={`/following?of=${of}&before=${next}`} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        </nav>
      )}
    </div>
  )
}

function Row({ id, of, name, children }: { id: number; of: FollowSubject; name: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">{children}</div>
      <FollowButton subject={of} id={id} following name={name} />
    </li>
  )
}

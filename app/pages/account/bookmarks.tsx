import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { versionOfBookmark } from '#app/domain/bookmarks/add-bookmark.ts'
import { listBookmarks } from '#app/domain/bookmarks/queries.ts'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { ActionButton } from '#app/ui/form.tsx'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { PrivateChip } from '#app/ui/thread-state.tsx'
import { Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const query = new URL(request.url).searchParams
  const search = (query.get('q') ?? '').trim().slice(0, 100)
  const before = Number(/^\d{1,15}$/.exec(query.get('before') ?? '')?.[0] ?? 0) || undefined
  const { items, next } = await listBookmarks(db, actor, { search, before })
  const more = next && `/bookmarks?${new URLSearchParams({ ...(search ? { q: search } : {}), before: String(next) })}`
  const opened = ({ note }: { note: string }) => ({ version: versionOfBookmark({ note }), fields: { note } })
  return { items: items.map((item) => ({ ...item, opened: opened(item) })), search, more }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('following:bookmarks.title'))

type Bookmark = Awaited<ReturnType<typeof loader>>['items'][number]

export default function Bookmarks() {
  const { items, search, more } = useLoaderData<typeof loader>()
  const { t } = useLanguage()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('following:bookmarks.title')}</h1>
      <p className="mt-1 text-soft">{t('following:bookmarks.intro')}</p>
      {(items.length > 0 || search) && (
        <search>
          <form className="mt-4 flex gap-2">
            <input
              type="search"
              dir="auto"
              name="q"
              defaultValue={search}
              aria-label={t('following:bookmarks.search')}
              placeholder={t('following:bookmarks.search')}
              className="field max-w-md"
            />
            <button type="submit" className="btn">
              <Icon name="search" label={t('common:search.send')} />
            </button>
          </form>
        </search>
      )}
      {items.length === 0 ? (
        <div className="mt-4">
          <EmptyState
            icon="bookmark"
            title={search ? t('following:bookmarks.none_found', { search }) : t('following:bookmarks.none')}
          >
            {t('following:bookmarks.hint')}
          </EmptyState>
        </div>
      ) : (
        <ul className="card mt-4 divide-y divide-line">
          {items.map((bookmark) => (
            <BookmarkRow key={bookmark.id} bookmark={bookmark} />
          ))}
        </ul>
      )}
      {more && (
        <nav aria-label={t('common:pages.label')} className="mt-4 flex justify-end">
          <a href={more} rel="next" className="btn">
            {t('common:pages.next')} <Icon name="arrow-right" />
          </a>
        </nav>
      )}
    </div>
  )
}

function BookmarkRow({ bookmark }: { bookmark: Bookmark }) {
  const { t } = useLanguage()
  const { postId, threadId, title, note } = bookmark
  return (
    <li className="px-4 py-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <a
            href={postPath(threadId, postId)}
            {...written(bookmark.locale)}
            className="quiet-link font-medium wrap-anywhere"
          >
            {title}
          </a>{' '}
          {bookmark.audience === 'private' && <PrivateChip />}
          <p className="hint flex flex-wrap gap-x-3">
            <span>
              {t(`following:bookmarks.kind.${bookmark.kind}`, {
                name: bookmark.authorName ?? bookmark.formerAuthorName ?? t('common:person.former'),
              })}
            </span>
            <Time at={bookmark.createdAt} />
          </p>
          <p {...written(bookmark.locale)} className="mt-1 text-sm text-soft wrap-anywhere">
            {bookmark.excerpt}
          </p>
        </div>
        <ActionButton
          action={`/posts/${postId}/bookmark`}
          fields={{ undo: 'on' }}
          label={t('following:bookmarks.drop', { title })}
          stay
        >
          <Icon name="trash-2" />
        </ActionButton>
      </div>
      {note && (
        <p dir="auto" className="mt-2 border-l-3 border-accent pl-3 text-sm whitespace-pre-line wrap-anywhere">
          {note}
        </p>
      )}
      <details className="mt-1" key={note}>
        <summary className="btn-quiet -ml-2 list-none">
          <Icon name="pencil" /> {t(note ? 'following:bookmarks.edit_note' : 'following:bookmarks.add_note')}
        </summary>
        <form
          method="post"
          action={`/posts/${postId}/bookmark`}
          data-stay=""
          className="mt-2 flex flex-col items-start gap-2"
        >
          <OpenedFields opened={bookmark.opened} />
          <label htmlFor={`note-${postId}`} className="sr-only">
            {t('following:bookmarks.note')}
          </label>
          <textarea
            dir="auto"
            id={`note-${postId}`}
            name="note"
            rows={2}
            maxLength={500}
            defaultValue={note}
            placeholder={t('following:bookmarks.note')}
            className="field text-sm"
          />
          <button type="submit" className="btn-small">
            {t('common:save')}
          </button>
        </form>
      </details>
    </li>
  )
}

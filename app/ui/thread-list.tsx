import { categoryText } from '#app/domain/categories/category-text.ts'
import type { ThreadListItem } from '#app/domain/threads/list-threads.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { ThreadStateChips } from '#app/ui/thread-state.tsx'
import { Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { LanguageMark, written } from '#app/ui/written.tsx'
import { categoryPath, tagPath, threadPath } from '#app/web/paths.ts'

export function ThreadList({ items }: { items: ThreadListItem[] }) {
  return (
    <ol className="card divide-y divide-line">
      {items.map((item) => (
        <ThreadRow key={item.id} item={item} />
      ))}
    </ol>
  )
}

function ThreadRow({ item }: { item: ThreadListItem }) {
  const { locale, t } = useLanguage()
  const answers =
    item.acceptedAnswerId !== null
      ? 'bg-good text-on-accent'
      : item.answerCount > 0
        ? 'text-good border border-good'
        : 'text-soft'
  const asker = {
    id: item.authorId,
    name: item.authorName,
    formerName: item.formerAuthorName,
    reputation: item.authorReputation,
  }
  return (
    <li className="flex gap-4 px-4 py-4 sm:px-5">
      <div className="flex w-20 shrink-0 flex-col items-center gap-1 text-center max-sm:hidden">
        <span className="text-sm">
          <span className="font-semibold">{count(item.score, locale)}</span>{' '}
          <span className="hint">{t('questions:votes', { count: item.score })}</span>
        </span>
        <span className={`rounded-md px-1.5 py-0.5 text-xs font-medium whitespace-nowrap ${answers}`}>
          {t('questions:answers', { count: item.answerCount })}
        </span>
      </div>
      <div className="min-w-0 flex-1">
        <h2 className="text-base leading-snug font-semibold text-pretty">
          <a href={threadPath(item)} {...written(item.locale)} className="quiet-link mr-2 wrap-anywhere">
            {item.title}
          </a>
          <LanguageMark of={item.locale} />{' '}
          <ThreadStateChips state={item.state} closeReason={item.closeReason} escalated={item.escalated} />
        </h2>
        <p {...written(item.locale)} className="hint mt-1 line-clamp-2 wrap-anywhere">
          {item.excerpt}
        </p>
        <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-xs text-soft">
          <span className="sm:hidden">
            {t('questions:answers', { count: item.answerCount })} · {count(item.score, locale)}{' '}
            {t('questions:votes', { count: item.score })}
          </span>
          <a href={categoryPath(item.categorySlug)} className="quiet-link">
            {categoryText({ name: item.categoryName, translations: item.categoryTranslations }, locale).name}
          </a>
          <span className="flex flex-wrap gap-1">
            {item.tags.map((tag) => (
              <a dir="auto" key={tag.name} href={tagPath(tag.name)} className="tag">
                {tag.name}
              </a>
            ))}
          </span>
          <span className="ml-auto flex flex-wrap items-center gap-1.5">
            <UserLink avatar={false} person={item.last ?? asker} />{' '}
            {t(`questions:last.${item.last?.kind ?? 'question'}`)}
            <Time at={item.last ? item.lastActivityAt : item.createdAt} />
            <span className="inline-flex items-center gap-1" title={t('questions:views', { count: item.viewCount })}>
              <Icon name="eye" /> {count(item.viewCount, locale)}
            </span>
          </span>
        </div>
      </div>
    </li>
  )
}

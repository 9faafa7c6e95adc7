import { categoryText } from '#app/domain/categories/category-text.ts'
import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PrivateChip, ThreadStateChips } from '#app/ui/thread-state.tsx'
import { LanguageMark, written } from '#app/ui/written.tsx'
import { categoryPath, tagPath } from '#app/web/paths.ts'

export function ThreadHeader({ thread, protectedFrom }: Pick<ThreadPageData, 'thread' | 'protectedFrom'>) {
  const { locale, t } = useLanguage()
  const category = categoryText({ name: thread.categoryName, translations: thread.categoryTranslations }, locale)
  return (
    <header>
      <h1 id="thread-title" {...written(thread.locale)} className="title wrap-anywhere">
        {thread.title}
      </h1>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-soft">
        <ThreadStateChips state={thread.state} closeReason={thread.closeReason} />
        <LanguageMark of={thread.locale} />
        {thread.audience === 'private' && <PrivateChip />}
        {protectedFrom !== undefined && (
          <span className="chip-info">
            <Icon name="shield" /> {t('curation:protected.chip')}
          </span>
        )}
        <a href={categoryPath(thread.categorySlug)} className="quiet-link">
          {category.name}
        </a>
        {thread.tags.map((tag) => (
          <a dir="auto" key={tag.id} href={tagPath(tag.name)} className="tag">
            {tag.name}
          </a>
        ))}
      </div>
    </header>
  )
}

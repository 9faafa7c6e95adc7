import { useRouteLoaderData } from '@remix-run/react'
import { categoryText } from '#app/domain/categories/category-text.ts'
import type { SearchResult } from '#app/domain/search/find/search-posts.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { openingPath, recordOpening } from '#app/ui/search/record-opening.ts'
import { Time } from '#app/ui/time.tsx'
import { LanguageMark, written } from '#app/ui/written.tsx'
import { resultPath, tagPath } from '#app/web/paths.ts'
import type { RootData } from '#app/web/root-data.ts'

/** One result: its kind, its place, and the passage with the searched words. */
export function ResultRow({ result, token, rank }: { result: SearchResult; token: string | null; rank: number }) {
  const { locale, t } = useLanguage()
  const origin = useRouteLoaderData<RootData>('root')?.origin ?? ''
  const opening = token === null ? undefined : openingPath(token, result.postId, rank)
  const isArticle = result.articleId !== null
  return (
    <li className="px-4 py-4 sm:px-5">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft">
        <span className={isArticle ? 'chip-info' : 'chip-plain'}>
          <Icon name={isArticle ? 'book-open' : 'message-circle'} /> {t(`search:is.${result.kind}`)}
        </span>
        {result.solved && (
          <span className="chip-good">
            <Icon name="circle-check" /> {t(result.accepted ? 'questions:accepted' : 'questions:state.solved')}
          </span>
        )}
        <span>
          {categoryText({ name: result.categoryName, translations: result.categoryTranslations }, locale).name}
        </span>
        <Time at={result.createdAt} />
        <LanguageMark of={result.locale} />
      </p>
      <h2 className="mt-1.5 text-base leading-snug font-semibold">
        {/* Without JavaScript a browser that supports `ping` reports that the link was followed. */}
        <a
          href={resultPath(result)}
          ping={opening && origin + opening}
          onClick={() => opening && recordOpening(opening)}
          data-result=""
          {...written(result.locale)}
          className="quiet-link wrap-anywhere"
        >
          {result.title}
        </a>
      </h2>
      <p {...written(result.locale)} className="mt-1 text-sm text-soft wrap-anywhere">
        {/* biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one passage never move */}
        {result.passage.map((piece, index) => (piece.marked ? <mark key={index}>{piece.text}</mark> : piece.text))}
      </p>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-soft">
        {isArticle ? (
          <span className="inline-flex items-center gap-1">
            <Icon name="thumbs-up" /> {t('kb:helped', { count: result.helpfulCount ?? 0 })}
          </span>
        ) : (
          <span>
            {result.votes} {t('questions:votes', { count: result.votes })} ·{' '}
            {t('questions:answers', { count: result.answerCount })}
          </span>
        )}
        <span className="flex flex-wrap gap-1">
          {result.tags.map((tag) => (
            <a dir="auto" key={tag.name} href={tagPath(tag.name)} className="tag">
              {tag.name}
            </a>
          ))}
        </span>
      </p>
    </li>
  )
}

import type { AppLoadContext } from '@remix-run/node'
import { listCategories } from '#app/domain/categories/queries.ts'
import { findUser } from '#app/domain/profiles/find-user.ts'
import { findTags } from '#app/domain/tags/queries.ts'
import { parseTags, TAGS_MAX } from '#app/domain/tags/tag-names.ts'
import { THREAD_FILTERS, THREAD_SORTS } from '#app/domain/threads/list-options.ts'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { db } from '#db/client.server.ts'
import type { Locale } from '#db/schema.ts'

const CURSOR_FORMS = { newest: 'moment', active: 'moment', score: 'number', hot: 'decimal' } as const
const LOCALES: Locale[] = ['en', 'fr']

/**
 * The list that an address describes, for the pages of all questions, of a tag and of a category. Tag and category are
 * fixed by the page, everything else is in the query. Unknown values are ignored.
 */
export async function loadQuestionList(
  request: Request,
  context: AppLoadContext,
  fixed: { tagId?: number; categoryId?: number } = {},
) {
  const query = new URL(request.url).searchParams
  const sort = THREAD_SORTS.find((each) => each === query.get('sort')) ?? 'newest'
  const filter = THREAD_FILTERS.find((each) => each === query.get('filter')) ?? 'all'
  const lang = LOCALES.find((each) => each === query.get('lang'))
  const [viewer, tags, author, categories] = await Promise.all([
    context.viewer(),
    findTags(db, tagNames(query)),
    findUser(db, query.get('author') ?? ''),
    listCategories(db),
  ])
  const category = categories.find((each) => each.slug === query.get('category'))
  const categoryId = fixed.categoryId ?? category?.id

  const { items, next } = await listThreads(db, viewer, {
    sort,
    filter,
    tagIds: [...new Set([...(fixed.tagId ? [fixed.tagId] : []), ...tags.map((tag) => tag.id)])],
    ...(categoryId ? { categoryId } : {}),
    ...(author ? { authorId: author.id } : {}),
    ...(lang ? { locale: lang } : {}),
    after: readCursor(query.get('after'), { by: CURSOR_FORMS[sort] }),
  })
  return {
    items,
    next: next && writeCursor(next),
    isFirstPage: !query.get('after'),
    sort,
    filter,
    lang: lang ?? null,
    author: author ?? null,
    tags: tags.map((tag) => tag.name),
    category: category?.slug ?? null,
    categories: categories.map(({ id, slug, name, translations, threadCount }) => ({
      id,
      slug,
      name,
      translations,
      threadCount,
    })),
  }
}

/** The tags in an address: one in each `tag`, or several in `tags`, as the form sends them. */
export const tagNames = (query: URLSearchParams): string[] =>
  parseTags([...query.getAll('tag'), query.get('tags') ?? ''].join(' ')).slice(0, TAGS_MAX)

export type QuestionList = Awaited<ReturnType<typeof loadQuestionList>>

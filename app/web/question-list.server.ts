import type { AppLoadContext } from '@remix-run/node'
import { findNamedCategories } from '#app/domain/categories/find-named-categories.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import { findPeople } from '#app/domain/profiles/find-people.ts'
import { findNamedTags } from '#app/domain/tags/find-named-tags.ts'
import { parseTags, TAGS_MAX } from '#app/domain/tags/tag-names.ts'
import { THREAD_FILTERS, THREAD_SORTS } from '#app/domain/threads/list-options.ts'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import { typedLine } from '#app/text/typed-text.ts'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { db } from '#db/client.server.ts'
import type { Locale } from '#db/schema.ts'

const CURSOR_FORMS = { newest: 'moment', active: 'moment', score: 'number', hot: 'decimal' } as const
const LOCALES: Locale[] = ['en', 'fr']
const CATEGORY_LENGTH = 80

/**
 * The list that an address describes, for the pages of all questions, of a tag and of a category. Tag and category are
 * fixed by the page, everything else is in the query. A tag, a category or a person that does not exist is no filter
 * that can be left out: nothing matches it, and the page says so. Other unknown values are ignored.
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
  const [viewer, first, named, authors, categories] = await Promise.all([
    context.viewer(),
    context.languageFirst(),
    findNamedTags(db, tagNames(query)),
    findPeople(db, query.get('author') ?? ''),
    listCategories(db),
  ])
  const askedCategory = fixed.categoryId ? '' : categoryName(query)
  const category =
    askedCategory === '' ? undefined : (await findNamedCategories(db, [askedCategory])).get(askedCategory)
  const categoryId = fixed.categoryId ?? category?.id
  const tags = named.flatMap(({ typed, tag }) => (tag ? [{ ...tag, typed }] : []))
  const unknown = {
    tags: named.filter(({ tag }) => tag === null).map(({ typed, like }) => ({ typed, like })),
    author: authors?.people.length === 0 ? authors.text : null,
    category: askedCategory !== '' && categoryId === undefined ? askedCategory : null,
  }
  const cannotMatch = unknown.tags.length > 0 || unknown.author !== null || unknown.category !== null

  const { items, next } = cannotMatch
    ? { items: [], next: null }
    : await listThreads(db, viewer, {
        sort,
        filter,
        tagIds: [...new Set([...(fixed.tagId ? [fixed.tagId] : []), ...tags.map((tag) => tag.id)])],
        ...(categoryId ? { categoryId } : {}),
        ...(authors ? { authorIds: authors.people.map(({ id }) => id) } : {}),
        ...(lang ? { locale: lang } : first ? { first } : {}),
        after: readCursor(query.get('after'), { by: CURSOR_FORMS[sort] }),
      })
  return {
    items,
    next: next && writeCursor(next),
    isFirstPage: !query.get('after'),
    sort,
    filter,
    lang: lang ?? null,
    languageFirst: first !== undefined,
    authors: authors ?? null,
    tags: tags.map(({ typed, name }) => ({ typed, name })),
    unknown,
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

/** The category in an address, as it was written. */
export const categoryName = (query: URLSearchParams): string =>
  typedLine((query.get('category') ?? '').slice(0, CATEGORY_LENGTH))

export type QuestionList = Awaited<ReturnType<typeof loadQuestionList>>

import { type AppLoadContext, data } from '@remix-run/node'
import { suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import type { HttpError, NotFoundSuggestions } from '#app/web/http.ts'
import { suggestionPath } from '#app/web/paths.ts'
import { withinSuggestionRate } from '#app/web/suggestion-rate.server.ts'
import { db } from '#db/client.server.ts'

const WORDS_MAX = 100
// These first segments of our own addresses do not say what somebody looked for.
const OURS = new Set(['questions', 'kb', 'articles', 'posts', 'tags', 'users', 'categories', 'threads', 'data', 'html'])

/** The words in an address. A number at the start of a segment is an id, not a word. */
export function wordsOfAddress(pathname: string): string {
  let path = pathname
  try {
    path = decodeURIComponent(pathname)
  } catch {
    // An incomplete percent-encoding is kept as a word.
  }
  return path
    .split('/')
    .map((segment) => segment.replace(/^\d+(?=-|$)/, '').replace(/\.(?:data|html?|php|aspx?)$/i, ''))
    .flatMap((segment) => segment.split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word !== '' && !OURS.has(word.toLowerCase()))
    .join(' ')
    .slice(0, WORDS_MAX)
    .trim()
}

/**
 * What the words of a missing page's address find for this reader. The result depends only on the address, so it does
 * not show whether the page never existed or is hidden from them.
 */
export async function findNotFoundSuggestions(request: Request, context: AppLoadContext): Promise<NotFoundSuggestions> {
  const words = wordsOfAddress(new URL(request.url).pathname)
  if (words === '') return { words, items: [] }
  const [viewer, locale] = await Promise.all([context.viewer(), context.locale()])
  // Robots try thousands of addresses.
  const found = await withinSuggestionRate(context, [], () =>
    suggestPosts(db, viewer, searchEngine, { title: words, locale }),
  )
  return {
    words,
    items: found.map((item) => ({
      path: suggestionPath(item),
      title: item.title,
      locale: item.locale,
      isArticle: item.articleId !== null,
      solved: item.solved,
      passage: item.passage,
    })),
  }
}

/** Runs a loader. When its subject is not found, the 404 page also shows what its address finds. */
export async function withNotFoundSuggestions<Result>(
  request: Request,
  context: AppLoadContext,
  load: () => Promise<Result>,
): Promise<Result> {
  try {
    return await load()
  } catch (error) {
    if (!isNotFound(error)) throw error
    throw data({ ...error.data, instead: await findNotFoundSuggestions(request, context) } satisfies HttpError, {
      status: 404,
    })
  }
}

function isNotFound(error: unknown): error is { data: HttpError } {
  if (typeof error !== 'object' || error === null || !('init' in error) || !('data' in error)) return false
  return (error.init as ResponseInit | null)?.status === 404
}

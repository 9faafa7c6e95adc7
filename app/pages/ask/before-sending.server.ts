import type { AppLoadContext } from '@remix-run/node'
import { type Suggestion, suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import { logSearch } from '#app/domain/search/log/log-search.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { parseTags } from '#app/domain/tags/tag-names.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { detectLanguage } from '#app/text/language.ts'
import { readSearchToken } from '#app/web/search-log.server.ts'
import { withinSuggestionRate } from '#app/web/suggestion-rate.server.ts'
import { db } from '#db/client.server.ts'

const SHOWN = 3

type Typed = { title: string; body: string; tags: string; declined: string; search: string }

/**
 * Suggestions for a question as it was sent. The search is logged, unless the browser opened a suggestion and so logged
 * it already.
 */
export async function suggestFor(context: AppLoadContext, viewer: Viewer, form: Typed): Promise<Suggestion[]> {
  const locale = await detectLanguage({ title: form.title, text: form.body }, await context.locale())
  const need = { title: form.title, body: form.body, tags: parseTags(form.tags).slice(0, 10), locale }
  const items = await withinSuggestionRate(context, undefined, () => suggestPosts(db, viewer, searchEngine, need))
  if (!items) return []
  if ((await readSearchToken(form.search)) === undefined) {
    await logSearch(db, { text: form.title, locale, surface: 'suggestions', hits: items.length })
  }
  if (items.length > 0) await context.recordStep('suggestion_shown')
  return items
}

/**
 * The step before a question is posted: the strongest suggestions once more, and the thread that is almost certainly
 * about the same problem. Undefined when no suggestion is strong enough to interrupt somebody.
 */
export async function findBeforeSending(
  context: AppLoadContext,
  actor: Actor,
  form: Typed,
): Promise<{ items: Suggestion[]; duplicate: Suggestion | null } | undefined> {
  const { sendingPercent, duplicatePercent } = await getSetting(db, 'suggestions')
  const declined = new Set(form.declined.split(' ').map(Number))
  const found = (await suggestFor(context, actor, form)).filter((item) => !declined.has(item.postId))
  const sure = (percent: number) => (item: Suggestion) => percent < 100 && 100 * item.certainty >= percent

  const duplicates = found.filter(
    (item) => item.threadId !== null && item.askerId !== actor.id && sure(duplicatePercent)(item),
  )
  // Of several, a solved one helps at once.
  const duplicate = duplicates.find((item) => item.solved) ?? duplicates[0]
  const items = found.filter((item) => item !== duplicate && sure(sendingPercent)(item)).slice(0, SHOWN)
  return duplicate || items.length > 0 ? { items, duplicate: duplicate ?? null } : undefined
}

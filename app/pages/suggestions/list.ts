import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { suggestAll } from '#app/domain/search/find/suggest-posts.ts'
import { parseTags } from '#app/domain/tags/tag-names.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { detectLanguage } from '#app/text/language.ts'
import { orFormErrors, parseForm, readForm } from '#app/web/http.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { db } from '#db/client.server.ts'

const needForm = z.object({
  title: z.string().default(''),
  body: z.string().default(''),
  tags: z.string().default(''),
})

export const loader = () => redirect('/ask')

/** Suggestions for the text that is being written. Sent by POST, so that no access log contains what people type. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { title, body, tags } = parseForm(needForm, await readForm(request))
  const viewer = await context.viewer()
  const counted = await orFormErrors(countSearch(db, { userId: viewer?.id ?? null, ip: context.ip, suggests: true }))
  // Suggestions are not essential: over the rate limit none are shown for a while.
  if (counted.failure)
    return Response.json({ items: [], tags: [], category: null, language: null }, counted.failure.init ?? {})
  const need = { title: title.slice(0, 200), body: body.slice(0, 2_000), tags: parseTags(tags).slice(0, 10) }
  const language = await detectLanguage({ title: need.title, text: need.body }, null)
  const locale = language ?? (await context.locale())
  return Response.json({ ...(await suggestAll(db, viewer, searchEngine, { ...need, locale })), language })
}

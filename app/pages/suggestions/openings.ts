import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { logOpened, logSearch } from '#app/domain/search/log/log-search.ts'
import { openSuggestion } from '#app/domain/suggestions/open-suggestion.ts'
import { sectionOf } from '#app/text/html-blocks.ts'
import { orHttpError, parseForm, readForm } from '#app/web/http.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { showCards } from '#app/web/link-cards.server.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { readSearchToken, searchToken } from '#app/web/search-log.server.ts'
import { db } from '#db/client.server.ts'

const number = z.coerce.number().int().min(0).catch(0)
const openingForm = z.object({
  postId: number,
  section: z.string().default(''),
  text: z.string().max(2_000).catch(''),
  surface: z.enum(['suggestions', 'contact', 'not_found', 'feedback', 'composer']).catch('suggestions'),
  found: number,
  rank: number,
  /** The signed id of the search under which an earlier one of these suggestions was opened. */
  search: z.string().max(100).catch(''),
})

export const loader = () => redirect('/ask')

const asShown = (html = '') => pageHtml(html, { isDocument: false }).html ?? ''

/**
 * The content of a suggestion, to show it on the page. The search is logged now, because somebody has stopped typing.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const form = parseForm(openingForm, await readForm(request))
  const viewer = await context.viewer()
  const locale = await context.locale()
  await orHttpError(countSearch(db, { userId: viewer?.id ?? null, ip: context.ip, suggests: true }))

  const opened = await orHttpError(openSuggestion(db, viewer, form.postId))
  const { articleId, threadId } = opened
  // A suggestion beside an answer is not for a need of the writer.
  if (form.surface !== 'composer')
    await context.recordStep('suggestion_opened', articleId !== null ? { articleId } : { threadId: threadId ?? 0 })
  const searchId =
    (await readSearchToken(form.search)) ??
    (await logSearch(db, { text: form.text, locale, surface: form.surface, hits: Math.min(form.found, 10) }))
  if (searchId !== undefined) await logOpened(db, searchId, { postId: form.postId, rank: form.rank })

  const search = searchId === undefined ? '' : await searchToken(searchId)
  const facts = { title: opened.title, locale: opened.locale, articleId, threadId, search }
  if (opened.kind === 'article') {
    const part = form.section === '' ? undefined : sectionOf(opened.html, form.section)
    const [shown] = await showCards(context, [{ html: part ?? opened.html }])
    return Response.json({ ...facts, html: asShown(shown?.html), isPart: part !== undefined })
  }
  const [question, answer] = await showCards(context, [
    { html: opened.questionHtml },
    { html: opened.answerHtml ?? '' },
  ])
  return Response.json({
    ...facts,
    questionHtml: asShown(question?.html),
    html: asShown(answer?.html),
    answer: opened.answerId === null ? null : { name: opened.answererName, accepted: opened.accepted },
    isOwn: viewer !== null && viewer.id === opened.authorId,
  })
}

import type { ActionFunctionArgs } from '@remix-run/node'
import { renderBody } from '#app/domain/posts/render-body.ts'
import { readForm, requireActor } from '#app/web/http.ts'
import { countPreview } from '#app/web/limits.server.ts'
import { showCards } from '#app/web/link-cards.server.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { refusalJson } from '#app/web/upload.server.ts'
import { db } from '#db/client.server.ts'

/** The longest text, in characters: that of an article. */
const LONGEST = 60_000

/** Renders Markdown with the renderer that is used on saving. Shows only what its writer may see. */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { body = '' } = await readForm(request)
  try {
    await countPreview(actor.id)
    const rendered = await renderBody(db, actor.id, body.slice(0, LONGEST))
    const [shown] = await showCards(context, [{ html: rendered.html }])
    return Response.json({ html: pageHtml(shown?.html ?? '', { isDocument: false }).html })
  } catch (error) {
    return refusalJson(error, await context.locale())
  }
}

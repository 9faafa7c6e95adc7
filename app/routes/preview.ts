import type { ActionFunctionArgs } from '@remix-run/node'
import { BODY_LENGTH } from '#app/domain/posts/write-post.ts'
import { readForm, requireActor } from '#app/lib/http.ts'
import { renderMarkdown } from '#app/lib/markdown.ts'

/** Markdown as it will look: by the renderer that is used on saving. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireActor(request, context)
  const { body = '' } = await readForm(request)
  return Response.json({ html: renderMarkdown(body.slice(0, BODY_LENGTH.question[1])) })
}

import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { joinThread } from '#app/domain/me-toos/join-thread.ts'
import { openSuggestion } from '#app/domain/suggestions/open-suggestion.ts'
import { idParam, orHttpError, parseForm, readForm } from '#app/web/http.ts'
import { countVisitorsMeToo } from '#app/web/limits.server.ts'
import { db } from '#db/client.server.ts'

const sameForm = z.object({ solves: z.string() })

export const loader = () => redirect('/ask')

/** "I have the same problem", for a suggested question. A member also follows it. */
export async function action({ request, context }: ActionFunctionArgs) {
  const { solves } = parseForm(sameForm, await readForm(request))
  const viewer = await context.viewer()
  if (viewer === null) await orHttpError(countVisitorsMeToo(context.ip))
  const { threadId } = await orHttpError(openSuggestion(db, viewer, idParam(solves)))
  if (threadId === null) throw new Response(null, { status: 404 })
  await orHttpError(joinThread(db, viewer, { threadId, browserKey: await context.browserKey() }))
  await context.recordStep('joined', { threadId })
  return Response.json({ joined: true })
}

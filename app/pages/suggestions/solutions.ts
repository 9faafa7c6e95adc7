import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { recordDeflection } from '#app/domain/suggestions/record-deflection.ts'
import { orHttpError, parseForm, readForm } from '#app/web/http.ts'
import { countVisitorsMeToo } from '#app/web/limits.server.ts'
import { articlePath, threadPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const solutionForm = z.object({ solves: z.coerce.number().int().min(1), inPlace: z.literal('on').optional() })

export const loader = () => redirect('/ask')

/**
 * "This solved it", for a suggestion. A page that stays open gets JSON; without JavaScript the answer redirects to the
 * suggestion.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const { solves: postId, inPlace } = parseForm(solutionForm, await readForm(request))
  const viewer = await context.viewer()
  if (viewer === null) await orHttpError(countVisitorsMeToo(context.ip))
  const { threadId, articleId, title } = await orHttpError(
    recordDeflection(db, viewer, { postId, browserKey: await context.browserKey() }),
  )
  await context.recordStep('solved_alone', articleId !== null ? { articleId } : { threadId: threadId ?? 0 })
  if (inPlace) return Response.json({ solved: true })
  return redirect(articleId !== null ? articlePath({ id: articleId, title }) : threadPath({ id: threadId ?? 0, title }))
}

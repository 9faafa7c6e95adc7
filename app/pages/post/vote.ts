import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const voteForm = z.object({ value: z.enum(['-1', '0', '1']).transform((value) => Number(value) as -1 | 0 | 1) })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const form = parseForm(voteForm, await readForm(request))

  const { threadId } = await orHttpError(castVote(db, actor, { postId, ...form }))
  return redirect(postPath(threadId, postId))
}

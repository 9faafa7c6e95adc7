import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { castVote } from '#app/domain/votes/cast-vote.ts'
import { idParam, orHttpError, pageBefore, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { meantVotePath } from '#app/web/meant-vote.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const voteForm = z.object({
  value: z.enum(['-1', '0', '1']).transform((value) => Number(value) as -1 | 0 | 1),
  /** Sent by the page of a visitor; that of a member whose session has ended says so and stays. */
  account: z.literal('sign-in').optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const postId = idParam(params.postId)
  const { value, account } = parseForm(voteForm, await readForm(request.clone() as Request))
  if (account && value !== 0 && !(await context.viewer())) {
    const to = meantVotePath(pageBefore(request, `/posts/${postId}`), { postId, value })
    return redirect(`/sign-in?${new URLSearchParams({ to, kept: 'vote' })}`)
  }
  const actor = await requireActor(request, context)
  const { threadId } = await orHttpError(castVote(db, actor, { postId, value }))
  return redirect(postPath(threadId, postId))
}

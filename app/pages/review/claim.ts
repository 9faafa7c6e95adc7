import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'
import { claimReview } from '#moderation/review/claim-review.ts'
import { releaseReview } from '#moderation/review/release-review.ts'

const claimForm = z.object({ undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const reviewId = idParam(params.reviewId)
  const { undo } = parseForm(claimForm, await readForm(request))

  await orHttpError(undo ? releaseReview(db, actor, { reviewId }) : claimReview(db, actor, { reviewId }))
  return redirect(`/review/${reviewId}`)
}

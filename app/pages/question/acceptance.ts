import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { acceptAnswer, unacceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

const acceptanceForm = z.object({ undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const answerId = idParam(params.answerId)
  const { undo } = parseForm(acceptanceForm, await readForm(request))

  const { threadId } = await orHttpError((undo ? unacceptAnswer : acceptAnswer)(db, actor, { answerId }))
  return redirect(postPath(threadId, answerId))
}

import type { ActionFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { startAnswering, stopAnswering } from '#app/domain/answers/start-answering.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const answeringForm = z.object({ undo: z.literal('on').optional(), away: z.literal('on').optional() })

/** Sent by the answer form while somebody types, and when they leave it. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const threadId = idParam(params.threadId)
  const actor = await requireActor(request, context)
  const { undo, away } = parseForm(answeringForm, await readForm(request))
  const ended = { threadId, away: away === 'on' }
  await orHttpError(undo || away ? stopAnswering(db, actor, ended) : startAnswering(db, actor, { threadId }))
  return new Response(null, { status: 204 })
}

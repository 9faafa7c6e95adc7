import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { addMeToo, removeMeToo } from '#app/domain/me-toos/add-me-too.ts'
import { idParam, orHttpError, parseForm, readForm } from '#app/web/http.ts'
import { countVisitorsMeToo } from '#app/web/limits.server.ts'
import { db } from '#db/client.server.ts'

const meTooForm = z.object({ undo: z.literal('on').optional() })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const threadId = idParam(params.threadId)
  const { undo } = parseForm(meTooForm, await readForm(request))
  const viewer = await context.viewer()
  const meToo = { threadId, browserKey: await context.browserKey() }

  const add = async () => {
    if (viewer === null) await countVisitorsMeToo(context.ip)
    await addMeToo(db, viewer, meToo)
  }
  await orHttpError(undo ? removeMeToo(db, viewer, meToo) : add())
  await context.recordStep(undo ? 'taken_back' : 'joined', { threadId })
  return redirect(`/questions/${threadId}`)
}

import type { ActionFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { revokeExpert } from '#app/domain/experts/revoke-expert.ts'
import { orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

const id = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
const revocationForm = z.object({ userId: id, tagId: id })

export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  await orHttpError(revokeExpert(db, actor, parseForm(revocationForm, await readForm(request))))
  return redirectSaved('/admin/experts')
}

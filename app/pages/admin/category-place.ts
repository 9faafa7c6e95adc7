import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { moveCategory } from '#app/domain/categories/move-category.ts'
import { idParam, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const placeForm = z.object({ by: z.enum(['up', 'down']) })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { by } = parseForm(placeForm, await readForm(request))
  await orHttpError(moveCategory(db, actor, { categoryId: idParam(params.categoryId), by }))
  return redirect('/admin/categories')
}

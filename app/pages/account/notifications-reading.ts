import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { markRead } from '#app/domain/notifications/mark-read.ts'
import { pageBefore, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const readingForm = z.object({
  id: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .optional(),
})

/** Marks one notification as read, with those that were grouped with it, or all of them. */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { id } = parseForm(readingForm, await readForm(request))
  await markRead(db, actor, id === undefined ? { all: true } : { notificationId: id })
  return redirect(pageBefore(request, '/notifications'))
}

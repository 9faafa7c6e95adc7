import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { markRead } from '#app/domain/notifications/mark-read.ts'
import { pageBefore, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const number = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .optional()
const readingForm = z.object({ id: number, ticket: number, messages: number })

/**
 * Marks one notification as read, with those that were grouped with it, or all of them. The pages of a ticket and of
 * messages send what they show, and wait for no answer.
 */
export async function action({ request, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { id, ticket, messages } = parseForm(readingForm, await readForm(request))
  if (ticket !== undefined || messages !== undefined) {
    await markRead(db, actor, ticket !== undefined ? { ticketId: ticket } : { messagesOf: messages ?? 0 })
    return new Response(null, { status: 204 })
  }
  await markRead(db, actor, id === undefined ? { all: true } : { notificationId: id })
  return redirect(pageBefore(request, '/notifications'))
}

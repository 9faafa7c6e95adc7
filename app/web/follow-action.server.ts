import { type AppLoadContext, redirect } from '@remix-run/node'
import { z } from 'zod'
import { follow, unfollow } from '#app/domain/follows/follow.ts'
import type { FollowSubject } from '#app/domain/follows/subjects.ts'
import { orHttpError, pageBefore, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

const followForm = z.object({ undo: z.literal('on').optional() })

/** The shared code of the four buttons: follow or unfollow, then redirect to the page with the button. */
export async function followAction(
  { request, context }: { request: Request; context: AppLoadContext },
  { subject, id, page }: { subject: FollowSubject; id: number; page: string },
) {
  const actor = await requireActor(request, context)
  const { undo } = parseForm(followForm, await readForm(request))
  await orHttpError((undo ? unfollow : follow)(db, actor, { subject, id }))
  return redirect(pageBefore(request, page))
}

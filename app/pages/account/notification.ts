import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { notFound } from '#app/domain/errors.ts'
import { markRead } from '#app/domain/notifications/mark-read.ts'
import { findNotification } from '#app/domain/notifications/queries.ts'
import { notificationPath } from '#app/pages/account/notification-path.ts'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

/** Opening a notification marks it as read, also without JavaScript, and redirects to what it is about. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const notificationId = idParam(params.notificationId)
  const notification = await orHttpError(
    findNotification(db, actor, notificationId).then((found) => {
      if (!found) throw notFound('notification')
      return found
    }),
  )
  await markRead(db, actor, { notificationId })
  return redirect(notificationPath(notification, actor.id))
}

import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { parseForm, readForm } from '#app/web/http.ts'
import { closeAllSessions, closeSession } from '#app/web/session.server.ts'
import { forgetInBrowser } from '#app/web/visitor-draft.server.ts'

export const loader = () => redirect('/')

const signOutForm = z.object({ everywhere: z.literal('on').optional() })

export async function action({ request, context }: ActionFunctionArgs) {
  const { everywhere } = parseForm(signOutForm, await readForm(request))
  const viewer = await context.viewer()
  const cookie =
    everywhere && viewer
      ? await closeAllSessions(viewer.id, context)
      : await closeSession(request.headers.get('Cookie') ?? '', context)
  const headers = new Headers({ 'Set-Cookie': cookie })
  const forgotten = await forgetInBrowser({ request, context }, viewer)
  if (forgotten) headers.append('Set-Cookie', forgotten)
  return redirect('/', { headers })
}

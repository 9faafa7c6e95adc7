import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { closeSession } from '#app/web/session.server.ts'

export const loader = () => redirect('/')

export async function action({ request }: ActionFunctionArgs) {
  const cookie = await closeSession(request.headers.get('Cookie') ?? '')
  return redirect('/', { headers: { 'Set-Cookie': cookie } })
}

import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'

/** Parts of addresses that had another name before, by what follows the thread's id. */
const RENAMED: Record<string, string> = { messages: 'private-replies' }

/** Redirects /threads/12/… to /questions/12/… permanently (308), so the method and the body stay. */
function toQuestion({ request, params }: LoaderFunctionArgs | ActionFunctionArgs): Response {
  const rest = params['*'] ?? ''
  const path = ['/questions', params.threadId ?? '', RENAMED[rest] ?? rest].filter(Boolean).join('/')
  return redirect(path + new URL(request.url).search, 308)
}

export const loader = toQuestion
export const action = toQuestion

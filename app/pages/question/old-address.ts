import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'

/** What has had another name as well, by what followed the number of the thread. */
const RENAMED: Record<string, string> = { messages: 'private-replies' }

/** /threads/12/… is /questions/12/… now: with the method and what was sent, for ever. */
function toQuestion({ request, params }: LoaderFunctionArgs | ActionFunctionArgs): Response {
  const rest = params['*'] ?? ''
  const path = ['/questions', params.threadId ?? '', RENAMED[rest] ?? rest].filter(Boolean).join('/')
  return redirect(path + new URL(request.url).search, 308)
}

export const loader = toQuestion
export const action = toQuestion

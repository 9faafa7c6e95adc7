import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'

/** Redirects /threads/12/… to /questions/12/… permanently (308), so that the method and the body stay. */
function toQuestion({ request }: LoaderFunctionArgs | ActionFunctionArgs): Response {
  // The path as it was sent: a decoded one could hold what no header may.
  const { pathname, search } = new URL(request.url)
  const path = pathname
    .replace(/\.data$/, '')
    // However that segment was written: /Threads and /%74hreads are answered here too.
    .replace(/^\/[^/]+\//, '/questions/')
    .replace(/\/messages$/, '/private-replies')
  return redirect(path + search, 308)
}

export const loader = toQuestion
export const action = toQuestion

import { isRouteErrorResponse, Outlet, useRouteError } from '@remix-run/react'
import { ErrorView } from '#app/ui/frame/error-view.tsx'
import type { HttpError } from '#app/web/http.ts'

/**
 * All pages are inside this one, and it is inside the root: when a loader or an action refuses, also for a form that was
 * sent without JavaScript, this one shows why, and the root is loaded as ever.
 */
export default function Pages() {
  return <Outlet />
}

export function ErrorBoundary() {
  const error = useRouteError()
  const failure =
    isRouteErrorResponse(error) && typeof error.data === 'object' ? (error.data as HttpError | null) : null
  return (
    <ErrorView status={isRouteErrorResponse(error) ? error.status : 500} error={failure?.code ? failure : undefined} />
  )
}

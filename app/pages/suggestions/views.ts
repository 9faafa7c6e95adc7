import { type ActionFunctionArgs, redirect } from '@remix-run/node'

export const loader = () => redirect('/ask')

/**
 * Sent once by a page that shows suggestions. Requests for suggestions overlap, so if they recorded this, each of the
 * first ones would start a journey.
 */
export async function action({ context }: ActionFunctionArgs) {
  await context.recordStep('suggestion_shown')
  return new Response(null, { status: 204 })
}

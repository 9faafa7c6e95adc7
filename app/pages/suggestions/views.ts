import { type ActionFunctionArgs, redirect } from '@remix-run/node'

export const loader = () => redirect('/ask')

/**
 * A page says that it shows suggestions for what somebody types. The requests for them overlap, and each of the first
 * ones would begin a journey.
 */
export async function action({ context }: ActionFunctionArgs) {
  await context.recordStep('suggestion_shown')
  return new Response(null, { status: 204 })
}

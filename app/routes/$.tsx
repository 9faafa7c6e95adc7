import { data } from '@remix-run/node'

/** Every address that is nothing: the page of the root says so. */
export const loader = () => {
  throw data({ code: 'page.not_found', figures: {} }, { status: 404 })
}

export default function NotFound() {
  return null
}

import { redirect } from '@remix-run/node'

/** Where an administrator begins who types /admin. */
export const loader = () => redirect('/admin/settings')

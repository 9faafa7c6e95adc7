import { redirect } from '@remix-run/node'
import { readCookie } from '#app/web/cookies.ts'

const COOKIE = 'entraide_saved'

/**
 * After a form was saved: leads to a page, which says so. By a cookie, so that the address stays as it is, and the page
 * says it once: neither when it is loaded again nor when the next form on it is refused.
 */
export const redirectSaved = (to: string) =>
  redirect(to, { headers: { 'Set-Cookie': `${COOKIE}=yes; Path=/; Max-Age=60; HttpOnly; SameSite=Lax` } })

export const wasSaved = (request: Request): boolean =>
  readCookie(request.headers.get('Cookie') ?? undefined, COOKIE) === 'yes'

/** The cookie that makes the browser forget it. */
export const SAID_SAVED = `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`

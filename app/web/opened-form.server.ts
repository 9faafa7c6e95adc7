import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Viewer } from '#app/domain/users/actor.ts'
import { getSecret } from '#app/web/secrets.server.ts'

async function sign(userId: number, moment: string): Promise<Buffer> {
  return createHmac('sha256', await getSecret('forms'))
    .update(`${userId}.${moment}`)
    .digest()
    .subarray(0, 16)
}

/**
 * A signed token with the time at which a form was opened, and for whom. Empty for a visitor, who cannot send the form.
 */
export async function openForm(viewer: Viewer, now = new Date()): Promise<string> {
  if (viewer === null) return ''
  const moment = now.getTime().toString(36)
  return `${moment}.${(await sign(viewer.id, moment)).toString('base64url')}`
}

/** How many seconds ago a form was opened; null without a token, or with the token of another user. */
export async function secondsOpen(
  token: string,
  viewer: NonNullable<Viewer>,
  now = new Date(),
): Promise<number | null> {
  const [moment = '', signature = ''] = token.split('.')
  if (!/^[0-9a-z]{1,10}$/.test(moment)) return null
  const [given, expected] = [Buffer.from(signature, 'base64url'), await sign(viewer.id, moment)]
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return (now.getTime() - Number.parseInt(moment, 36)) / 1000
}

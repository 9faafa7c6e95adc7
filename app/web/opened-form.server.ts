import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Viewer } from '#app/domain/users/actor.ts'
import { getSecret } from '#app/web/secrets.server.ts'

async function sign(userId: number, moment: string): Promise<Buffer> {
  return createHmac('sha256', await getSecret('forms'))
    .update(`${userId}.${moment}`)
    .digest()
    .subarray(0, 16)
}

/** No account has this number. */
const VISITOR = 0
/** A text of a visitor waits no longer for its account. */
const VISITORS_MAX = 86_400

/** A signed token with the time at which a form was opened, and for whom. */
export async function openForm(viewer: Viewer, now = new Date()): Promise<string> {
  const moment = now.getTime().toString(36)
  return `${moment}.${(await sign(viewer?.id ?? VISITOR, moment)).toString('base64url')}`
}

/**
 * How many seconds ago a form was opened, by this user or, at most a day ago, by a visitor, who may have become this
 * user meanwhile; null without a token, or with the token of another user.
 */
export async function secondsOpen(token: string, viewer: Viewer, now = new Date()): Promise<number | null> {
  const [moment = '', signature = ''] = token.split('.')
  if (!/^[0-9a-z]{1,10}$/.test(moment)) return null
  const seconds = (now.getTime() - Number.parseInt(moment, 36)) / 1000
  const given = Buffer.from(signature, 'base64url')
  const isOf = async (userId: number) => {
    const expected = await sign(userId, moment)
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
  if (viewer && (await isOf(viewer.id))) return seconds
  return seconds <= VISITORS_MAX && (await isOf(VISITOR)) ? seconds : null
}

import { DomainError } from '#app/domain/errors.ts'
import type { RenderedBody } from '#app/domain/posts/render-body.ts'
import { renderedText } from '#app/domain/render-text.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModeratorEverywhere } from '#app/domain/users/roles.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import { siteOrigins } from '#app/platform/site-origins.ts'
import { findReferences, type References } from '#app/text/markdown-references.ts'
import type { Db } from '#db/transaction.ts'

const DAY = 86_400_000

/**
 * Checks whether somebody may write a text with these images, links and mentions. Those that were there before an edit
 * are not checked again. Throws forbidden `images.privilege` and `links.privilege` with the points that are needed, and
 * on the first day of an account `images.first_day`, `mentions.first_day`.
 */
export async function checkReferences(
  db: Db,
  actorId: number,
  { found, userIds }: RenderedBody,
  { before, at }: { before?: string; at?: Date } = {},
): Promise<void> {
  if (found.images + found.foreignLinks + userIds.length === 0) return
  const earlier =
    before === undefined ? undefined : findReferences(await renderedText(before, { writerId: actorId }), siteOrigins())
  const adds = (count: (references: References) => number) => count(found) > (earlier ? count(earlier) : 0)

  const limits = await getSetting(db, 'writing')
  const actor = await getActor(db, actorId)
  const refuse = (code: ErrorCode, figures: Record<string, number>) =>
    new DomainError('forbidden', code, 'body', figures)

  if (adds((each) => each.images) && !hasPrivilege(actor, 'postImages')) {
    throw refuse('images.privilege', { points: actor.privileges.postImages })
  }
  const max = limits.linksWithoutPrivilege
  if (found.foreignLinks > max && adds((each) => each.foreignLinks) && !hasPrivilege(actor, 'postManyLinks')) {
    throw refuse('links.privilege', { max, points: actor.privileges.postManyLinks })
  }
  if (!isNew(actor, at)) return
  if (found.images > limits.firstDayImages && adds((each) => each.images)) {
    throw refuse('images.first_day', { max: limits.firstDayImages })
  }
  if (userIds.length > limits.firstDayMentions && adds((each) => each.mentioned.length)) {
    throw refuse('mentions.first_day', { max: limits.firstDayMentions })
  }
}

const isNew = (actor: Actor, at = new Date()) =>
  !isModeratorEverywhere(actor) && actor.kind === 'person' && at.getTime() - actor.createdAt.getTime() < DAY

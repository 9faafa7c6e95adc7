import { z } from 'zod'
import { renderedText } from '#app/domain/render-text.ts'
import type { Setting } from '#app/domain/settings/settings.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { isModerator } from '#app/domain/users/roles.ts'
import { siteOrigins } from '#app/platform/site-origins.ts'
import { findReferences } from '#app/text/markdown-references.ts'
import type { HeldFor } from '#db/schema.ts'

/**
 * The seconds between opening and sending the form; null when the form gives no believable number, absent without a
 * form.
 */
export const typedSeconds = z.number().nullable().optional()

/**
 * Why a post is queued for approval, if it is: the first post of a new member, when it was typed faster than people type
 * or has many links. A text that was restored from a draft was typed while the draft was. A post that no form sent
 * (import, mail) is not queued. Source: the rules of the forum, "Asking".
 */
export async function needsApproval(
  actor: Actor,
  { body, typedSeconds, categoryId }: { body: string; typedSeconds?: number | null | undefined; categoryId: number },
  {
    wasRead,
    draftSeconds,
    newMembers,
    rateLimits,
  }: {
    /** Whether a post of theirs is visible already. */
    wasRead: boolean
    /** How long ago the draft of this text was begun. */
    draftSeconds: number | null
    newMembers: Setting<'newMembers'>
    rateLimits: Setting<'rateLimits'>
  },
): Promise<HeldFor | undefined> {
  if (typedSeconds === undefined || actor.kind !== 'person' || isModerator(actor, categoryId)) return undefined
  if (!newMembers.reviewFirstPost || actor.reputation >= rateLimits.newBelowPoints || wasRead) return undefined
  if (
    (typedSeconds === null && draftSeconds === null) ||
    Math.max(typedSeconds ?? 0, draftSeconds ?? 0) < newMembers.typingSeconds
  )
    return 'speed'
  const { foreignLinks } = findReferences(await renderedText(body, { writerId: actor.id }), siteOrigins())
  return foreignLinks > newMembers.links ? 'links' : undefined
}

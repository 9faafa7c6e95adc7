import { createHash, randomBytes } from 'node:crypto'
import { type AppLoadContext, redirect } from '@remix-run/node'
import { z } from 'zod'
import { adoptVisitorDrafts } from '#app/domain/drafts/adopt-visitor-drafts.ts'
import { type DraftKey, nameOfDraft } from '#app/domain/drafts/draft-key.ts'
import { keepVisitorDraft, type VISITOR_DRAFTS } from '#app/domain/drafts/keep-visitor-draft.ts'
import {
  findVisitorDraft,
  hasVisitorDraft,
  VISITOR_DRAFT_HOURS,
  type WrittenBefore,
} from '#app/domain/drafts/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { readCookie } from '#app/web/cookies.ts'
import { draftFields } from '#app/web/draft-form.ts'
import { orFormErrors } from '#app/web/http.ts'
import { countVisitorsDraft } from '#app/web/limits.server.ts'
import { secondsOpen } from '#app/web/opened-form.server.ts'
import { db } from '#db/client.server.ts'

type Kept = DraftKey & { kind: (typeof VISITOR_DRAFTS)[number] }

const COOKIE = 'entraide_words'

/** Of a form: when the words were kept that filled it. Whoever shows the form again gives it back to `VisitorSend`. */
export const shownField = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .optional()
  .catch(undefined)

/** The secret opens texts, so only its hash is stored: a copy of the database, or of a backup, opens none. */
const stored = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** The secret of this browser; undefined when it has none, or something else under that name. */
function secretOf(request: Request): string | undefined {
  const secret = readCookie(request.headers.get('Cookie') ?? undefined, COOKIE)
  return secret && /^[\w-]{43}$/.test(secret) ? secret : undefined
}

const writeCookie = (secret: string, seconds: number, { secure }: { secure: boolean }): string =>
  `${COOKIE}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`

/**
 * For a form that a visitor has sent by one of its two buttons: keeps what they wrote and leads to the page on which they
 * sign up or in, and from there back to the filled form. Undefined for everybody else, members whose session has ended
 * among them.
 */
export async function keepForVisitor(
  { request, context }: { request: Request; context: AppLoadContext },
  sent: Record<string, string>,
  key: Kept,
  { to }: { to: string },
): Promise<Response | Awaited<ReturnType<typeof orFormErrors>>['failure']> {
  const { account, ...fields } = sent
  if (account === undefined || (await context.viewer())) return undefined
  // Never the key by which visitors are counted: two browsers behind one address can share that.
  const secret = secretOf(request) ?? randomBytes(32).toString('base64url')
  const keep = async () => {
    await countVisitorsDraft(context.ip)
    const seconds = (await secondsOpen(fields.opened ?? '', null)) ?? 0
    await keepVisitorDraft(db, null, {
      ...key,
      browserKey: stored(secret),
      fields: draftFields(fields),
      begunAt: new Date(Date.now() - seconds * 1000),
      shown: shownField.parse(fields.shown),
    })
  }
  const { failure } = await orFormErrors(keep())
  if (failure) return failure
  const place = account === 'sign-in' ? '/sign-in' : '/sign-up'
  return redirect(`${place}?${new URLSearchParams({ to, kept: nameOfDraft(key) })}`, {
    headers: { 'Set-Cookie': writeCookie(secret, VISITOR_DRAFT_HOURS * 3600, context) },
  })
}

/**
 * Gives somebody who signs in what was written in this browser. Returns whether a text still waits for room, and
 * otherwise the cookie that makes the browser forget its secret, if it had one.
 */
export async function adoptFromBrowser(
  { request, context }: { request: Request; context: AppLoadContext },
  actor: Actor,
): Promise<{ waits: boolean; cookie?: string }> {
  const secret = secretOf(request)
  if (!secret) return { waits: false }
  const { waiting } = await adoptVisitorDrafts(db, actor, { browserKey: stored(secret) })
  return waiting.length > 0 ? { waits: true } : { waits: false, cookie: writeCookie('', 0, context) }
}

/**
 * For whoever signs out: the next person at this computer neither reads what still waits here nor gets it. What has found
 * room meanwhile becomes theirs first. Returns the cookie that makes the browser forget its secret, if it had one.
 */
export async function forgetInBrowser(
  { request, context }: { request: Request; context: AppLoadContext },
  viewer: Actor | null,
): Promise<string | undefined> {
  const secret = secretOf(request)
  if (!secret) return undefined
  if (viewer) await adoptVisitorDrafts(db, viewer, { browserKey: stored(secret) })
  return writeCookie('', 0, context)
}

/** Whether a text that was written in this browser still waits for room among somebody's drafts. */
export async function waitsForRoom(request: Request): Promise<boolean> {
  const secret = secretOf(request)
  return secret !== undefined && hasVisitorDraft(db, stored(secret))
}

/** What was written in this browser for a form, to fill it again for a visitor who comes back without having signed in. */
export async function writtenByVisitor(request: Request, key: Kept): Promise<WrittenBefore | undefined> {
  const secret = secretOf(request)
  return secret === undefined ? undefined : findVisitorDraft(db, { ...key, browserKey: stored(secret) })
}

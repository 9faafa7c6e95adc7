import { type AppLoadContext, redirect } from '@remix-run/node'
import { type DraftKey, nameOfDraft } from '#app/domain/drafts/draft-key.ts'
import { keepVisitorDraft, type VISITOR_DRAFTS } from '#app/domain/drafts/keep-visitor-draft.ts'
import { draftFields } from '#app/web/draft-form.ts'
import { orFormErrors } from '#app/web/http.ts'
import { countVisitorsDraft } from '#app/web/limits.server.ts'
import { secondsOpen } from '#app/web/opened-form.server.ts'
import { db } from '#db/client.server.ts'

type Kept = DraftKey & { kind: (typeof VISITOR_DRAFTS)[number] }

/**
 * For a form that a visitor has sent by one of its two buttons: keeps what they wrote and leads to the page on which they
 * sign up or in, and from there back to the filled form. Undefined for everybody else, members whose session has ended
 * among them.
 */
export async function keepForVisitor(
  context: AppLoadContext,
  sent: Record<string, string>,
  key: Kept,
  { to }: { to: string },
): Promise<Response | Awaited<ReturnType<typeof orFormErrors>>['failure']> {
  const { account, ...fields } = sent
  if (account === undefined || (await context.viewer())) return undefined
  const keep = async () => {
    await countVisitorsDraft(context.ip)
    const seconds = (await secondsOpen(fields.opened ?? '', null)) ?? 0
    await keepVisitorDraft(db, null, {
      ...key,
      browserKey: await context.browserKey(),
      fields: draftFields(fields),
      begunAt: new Date(Date.now() - seconds * 1000),
    })
  }
  const { failure } = await orFormErrors(keep())
  if (failure) return failure
  const place = account === 'sign-in' ? '/sign-in' : '/sign-up'
  return redirect(`${place}?${new URLSearchParams({ to, kept: nameOfDraft(key) })}`)
}

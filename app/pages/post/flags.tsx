import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { FLAG_REASONS, flagReasonsOf } from '#moderation/flags/permissions.ts'
import { raiseFlag } from '#moderation/flags/raise-flag.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const { post, thread } = await orHttpError(getPostForEditing(db, actor, idParam(params.postId)))
  return {
    postId: post.id,
    thread: { id: thread.id, locale: thread.otherLanguage ?? thread.locale },
    html: pageHtml(post.html, context),
    kind: post.kind,
    reasons: flagReasonsOf(post.kind),
  }
}

const flagForm = z.object({ reason: z.enum(FLAG_REASONS).optional().catch(undefined), note: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const { reason, note } = parseForm(flagForm, await readForm(request))
  const { result, failure } = await orFormErrors(raiseFlag(db, actor, { postId: idParam(params.postId), reason, note }))
  if (failure) return data({ ...failure.data, reason, note }, failure.init ?? {})
  // The flag may have hidden the post from the user who raised it, so a page without the post says thank you.
  return redirect(`/flags/done?thread=${result.threadId}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('moderation:flag.title'))

export default function FlagPost() {
  const { postId, thread, html, kind, reasons } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('moderation:flag.title')}</h1>
      <p className="mt-1 text-soft">{t('moderation:flag.intro')}</p>
      <div className="card mt-4 p-4">
        <Prose id={`body-${postId}`} html={html} lang={thread.locale} />
      </div>
      <form method="post" className="panel mt-4 space-y-5">
        <FormError errors={refused?.errors} fields={['note']} />
        <fieldset>
          <legend className="label">{t('moderation:flag.reason')}</legend>
          <div className="space-y-2">
            {reasons.map((reason) => (
              <label key={reason} className="flex items-start gap-2">
                <input
                  type="radio"
                  name="reason"
                  value={reason}
                  required
                  defaultChecked={refused?.reason === reason}
                  className="mt-1.5"
                />
                <span>
                  {t(`moderation:reason.${reason}`)}
                  <span className="hint block">
                    {t(
                      kind === 'question' && reason === 'duplicate'
                        ? 'moderation:reason_hint.duplicate_question'
                        : `moderation:reason_hint.${reason}`,
                    )}
                  </span>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        <TextArea
          name="note"
          label={t('moderation:flag.note')}
          hint={t('moderation:flag.note_hint')}
          defaultValue={refused?.note}
          errors={refused?.errors}
          maxLength={500}
        />
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('moderation:flag.send')}
          </button>
          <a href={postPath(thread.id, postId)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}

import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import { CommentFields } from '#app/ui/editor/comment-form.tsx'
import { FormError } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { OpenedField } from '#app/ui/opened-field.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { VisitorSend } from '#app/ui/visitor-send.tsx'
import { actionHeaders, idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { openForm, secondsOpen } from '#app/web/opened-form.server.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { postPath } from '#app/web/paths.ts'
import { keepForVisitor, shownField, writtenByVisitor } from '#app/web/visitor-draft.server.ts'
import { db } from '#db/client.server.ts'

/**
 * The page on which a comment is corrected when it was refused, or written when the thread's page was not open, or before
 * one has an account.
 */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const { post, thread } = await orHttpError(getPostForEditing(db, viewer, idParam(params.postId)))
  const draft = viewer ? await findDraft(db, viewer, { kind: 'comment', subjectId: post.id }) : undefined
  const written = viewer ? undefined : await writtenByVisitor(request, { kind: 'comment', subjectId: post.id })
  return {
    isMember: viewer !== null,
    opened: await openForm(viewer),
    draft,
    written,
    postId: post.id,
    threadId: thread.id,
    title: thread.title,
    locale: thread.otherLanguage ?? thread.locale,
    html: pageHtml(post.html, context),
  }
}

const commentForm = z.object({ body: z.string().default(''), opened: z.string().default(''), shown: shownField })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const postId = idParam(params.postId)
  const sent = await readForm(request.clone() as Request)
  const { body, opened, shown } = parseForm(commentForm, sent)
  const to = `/posts/${postId}/comments`
  const kept = await keepForVisitor({ request, context }, sent, { kind: 'comment', subjectId: postId }, { to })
  if (kept instanceof Response) return kept
  if (kept) return data({ ...kept.data, body, opened, shown }, kept.init ?? {})

  const actor = await requireActor(request, context)
  const typedSeconds = await secondsOpen(opened, actor)
  const { result, failure } = await orFormErrors(postComment(db, actor, { postId, body, typedSeconds }))
  if (failure) return data({ ...failure.data, body, opened, shown }, failure.init ?? {})
  return redirect(postPath(result.threadId, result.id))
}

export const headers = actionHeaders

export const meta: MetaFunction<typeof loader> = titled((t) => t('questions:comment'))

export default function CommentPage() {
  const { isMember, opened, postId, threadId, title, locale, html, draft, written } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('questions:comment_on', { title })}</h1>
      <div className="panel mt-4">
        <Prose id={`body-${postId}`} html={html} lang={locale} />
      </div>
      <form method="post" className="mt-4 space-y-4">
        <FormError errors={refused?.errors} fields={['body']} />
        <OpenedField token={refused?.opened ?? opened} />
        <CommentFields
          postId={postId}
          threadId={threadId}
          draft={draft}
          typed={refused?.body ?? written?.fields.body}
          errors={refused?.errors}
          rows={4}
        >
          {isMember ? (
            <button type="submit" className="btn-primary">
              {t('questions:comment_send')}
            </button>
          ) : (
            <VisitorSend what="comment" kept={written?.savedAt} answered={refused} />
          )}
          <a href={postPath(threadId, postId)} className="btn">
            {t('common:cancel')}
          </a>
        </CommentFields>
      </form>
    </div>
  )
}

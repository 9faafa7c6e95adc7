import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useEffect } from 'react'
import { z } from 'zod'
import { findDraft } from '#app/domain/drafts/queries.ts'
import { forbidden } from '#app/domain/errors.ts'
import { listPosts } from '#app/domain/threads/list-posts.ts'
import { canAskForInfo } from '#app/domain/threads/permissions.ts'
import { findInfoRequest, getThread } from '#app/domain/threads/queries.ts'
import { canReplyPrivately } from '#app/domain/tickets/permissions.ts'
import { findNeighbours, findOpenTicket } from '#app/domain/tickets/queries.ts'
import { replyPrivately } from '#app/domain/tickets/reply-privately.ts'
import { isSuspended } from '#app/domain/users/roles.ts'
import { InfoRequested } from '#app/pages/question/thread-notices.tsx'
import { ContactLink } from '#app/ui/contact-link.tsx'
import { DraftBar } from '#app/ui/editor/draft-bar.tsx'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { FormError } from '#app/ui/form.tsx'
import { refreshCounters } from '#app/ui/frame/counters.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Prose } from '#app/ui/prose.tsx'
import { Promised, Time } from '#app/ui/time.tsx'
import { UserLink } from '#app/ui/user-link.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { showCards } from '#app/web/link-cards.server.ts'
import { titled } from '#app/web/meta.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { threadPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/** In a private thread all posts are between the requester and the staff; in others only private replies are. */
const KINDS = { private: ['question', 'answer', 'comment', 'private_reply'], other: ['private_reply'] }

/** The posts that staff and requester write to each other, as the requester sees them. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const thread = await orHttpError(getThread(db, actor, idParam(params.threadId)))
  if (!canReplyPrivately(actor, thread)) await orHttpError(Promise.reject(forbidden('private_reply.post')))
  const [posts, ticket, neighbours, draft] = await Promise.all([
    listPosts(db, actor, thread),
    findOpenTicket(db, thread.id),
    findNeighbours(db, actor, thread.id),
    findDraft(db, actor, { kind: 'private_reply', subjectId: thread.id }),
  ])
  const isPrivate = thread.audience === 'private'
  const kinds = isPrivate ? KINDS.private : KINDS.other
  return {
    thread: { id: thread.id, title: thread.title, locale: thread.otherLanguage ?? thread.locale, isPrivate },
    solved: thread.state === 'solved' ? { reason: thread.solvedReason } : null,
    expectedAt: ticket?.expectedAt ?? null,
    infoRequest: thread.state === 'needs_info' && !thread.closedAt ? await findInfoRequest(db, thread.id) : undefined,
    canSolve:
      isPrivate && !isSuspended(actor) && thread.state !== 'solved' && !thread.closedAt && thread.authorId === actor.id,
    canWrite: ticket !== undefined,
    isTicketSolved: ticket?.state === 'solved',
    isRequester: thread.authorId === actor.id,
    mayRequestInfo: canAskForInfo(actor, { ...thread, tagIds: thread.tags.map((tag) => tag.id) }),
    ...neighbours,
    draft,
    messages: (
      await showCards(
        context,
        posts
          .filter((post) => kinds.includes(post.kind) && post.state === 'visible')
          .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id - b.id),
      )
    ).map((post) => ({
      id: post.id,
      html: pageHtml(post.html, context),
      createdAt: post.createdAt,
      author: { id: post.authorId, name: post.userName, byStaff: Boolean(post.byStaff) },
    })),
  }
}

const messageForm = z.object({ body: z.string().default('') })

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const threadId = idParam(params.threadId)
  const { body } = parseForm(messageForm, await readForm(request))
  const { result, failure } = await orFormErrors(replyPrivately(db, actor, { threadId, body }))
  if (failure) return data({ ...failure.data, body }, failure.init ?? {})
  return redirect(`/questions/${threadId}/private-replies#post-${result.id}`)
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('moderation:private_replies.title'))

export default function Messages() {
  const { thread, messages, solved, expectedAt, canSolve, canWrite, draft, ...around } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  useEffect(() => {
    navigator.sendBeacon('/notifications/reading', new URLSearchParams({ messages: String(thread.id) }))
    refreshCounters()
  }, [thread.id])
  return (
    <div className="page-narrow">
      {thread.isPrivate ? (
        <h1 {...written(thread.locale)} className="title wrap-anywhere">
          {thread.title}
        </h1>
      ) : (
        <>
          <h1 className="title">{t('moderation:private_replies.title')}</h1>
          <p className="mt-1">
            <a dir="auto" href={threadPath(thread)} className="link">
              {thread.title}
            </a>
          </p>
        </>
      )}
      <p className="hint mt-2 flex items-center gap-2">
        <Icon name="lock" /> {t('moderation:private_replies.private')}
      </p>
      {around.earlier && (
        <p className="hint mt-2">
          {t('moderation:private_replies.earlier')}{' '}
          <a
            href={`/questions/${around.earlier.id}/private-replies`}
            {...written(around.earlier.locale)}
            className="link"
          >
            {around.earlier.title}
          </a>
        </p>
      )}
      {solved && (
        <p className="notice-good mt-4">
          <Icon name="circle-check" />
          <span dir="auto">
            {t('moderation:private_replies.solved')} {solved.reason}
          </span>
        </p>
      )}
      {expectedAt && !solved && (
        <p className="notice-info mt-4">
          <Icon name="headset" />
          <span>
            {thread.isPrivate && `${t('moderation:private_replies.with_staff')} `}
            <Promised at={expectedAt} ahead={t('questions:expected')} late={t('questions:expected_late')} />
          </span>
        </p>
      )}
      {around.infoRequest && (
        <div className="mt-4">
          <InfoRequested
            thread={thread}
            request={around.infoRequest}
            may={{ isAsker: around.isRequester, requestInfo: around.mayRequestInfo }}
          />
        </div>
      )}
      {messages.length === 0 && (
        <div className="mt-4">
          <EmptyState icon="message-square" title={t('moderation:private_replies.empty')} />
        </div>
      )}
      <ol className="mt-4 space-y-3">
        {messages.map((message) => (
          <li key={message.id} id={`post-${message.id}`} className="card p-4">
            <p className="mb-2 flex flex-wrap items-center gap-x-3 text-sm">
              <UserLink person={message.author} />
              <span className="hint">
                <Time at={message.createdAt} />
              </span>
            </p>
            <Prose id={`body-${message.id}`} html={message.html} lang={thread.locale} />
          </li>
        ))}
      </ol>
      {around.isClosed && !canWrite && (
        <div className="notice-info mt-4">
          <Icon name="lock" />
          <div>
            <p>{t('moderation:private_replies.closed')}</p>
            {around.later ? (
              <p className="mt-1">
                {t('moderation:private_replies.later')}{' '}
                <a
                  href={`/questions/${around.later.id}/private-replies`}
                  {...written(around.later.locale)}
                  className="link"
                >
                  {around.later.title}
                </a>
              </p>
            ) : (
              <p className="mt-2">
                <ContactLink follows={thread.id} className="btn-primary">
                  <Icon name="message-square-plus" /> {t('moderation:private_replies.new_case')}
                </ContactLink>
              </p>
            )}
          </div>
        </div>
      )}
      {canWrite && around.isTicketSolved && around.isRequester && (
        <p className="hint mt-4">{t('moderation:private_replies.reopens')}</p>
      )}
      {canWrite && (
        <form key={messages.length} method="post" className="panel mt-4 space-y-4">
          <FormError errors={refused?.errors} fields={['body']} />
          <MarkdownField
            label={t('moderation:private_replies.body')}
            defaultValue={refused?.body ?? draft?.fields.body}
            errors={refused?.errors}
            rows={5}
            threadId={thread.id}
            required
          />
          <div className="form-end">
            <button type="submit" className="btn-primary">
              <Icon name="send" /> {t('moderation:private_replies.send')}
            </button>
            {canSolve && (
              <a href={`/questions/${thread.id}/solution`} className="btn">
                <Icon name="circle-check" /> {t('moderation:private_replies.solve')}
              </a>
            )}
            <DraftBar name={`private_reply-${thread.id}`} draft={draft} />
          </div>
        </form>
      )}
    </div>
  )
}

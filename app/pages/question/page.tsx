import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { useEffect } from 'react'
import { z } from 'zod'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { ANSWER_ORDERS } from '#app/domain/threads/answer-order.ts'
import type { Privilege } from '#app/domain/users/privilege-presets.ts'
import { AnswerForm } from '#app/pages/question/answer-form.tsx'
import { AnswerOrders } from '#app/pages/question/answer-order-choice.tsx'
import { AutomaticReply } from '#app/pages/question/automatic-reply.tsx'
import { CurationNotices, MergedFrom } from '#app/pages/question/curation/curation-notices.tsx'
import { Joined } from '#app/pages/question/joined.tsx'
import { LiveNews, useLiveThread } from '#app/pages/question/live/live-thread.tsx'
import { findMeantVote, MeantVoteNote } from '#app/pages/question/meant-vote.tsx'
import { loadThreadPage } from '#app/pages/question/page.server.ts'
import { PointsNeededNotes } from '#app/pages/question/points-needed.tsx'
import { AnsweringNow, ExpertNotices, ReaderBar } from '#app/pages/question/reader-bar.tsx'
import { ThreadAside } from '#app/pages/question/thread-aside.tsx'
import { ThreadHeader } from '#app/pages/question/thread-header.tsx'
import { ThreadNotices } from '#app/pages/question/thread-notices.tsx'
import { PostView } from '#app/pages/question/thread-post.tsx'
import { refreshCounters } from '#app/ui/frame/counters.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { redirectToTitle } from '#app/web/canonical.ts'
import { actionHeaders, idParam, orFormErrors, orHttpError, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { withNotFoundSuggestions } from '#app/web/not-found-suggestions.server.ts'
import { secondsOpen } from '#app/web/opened-form.server.ts'
import { postPath, threadPath } from '#app/web/paths.ts'
import { loadQuote } from '#app/web/quote.server.ts'
import { keepForVisitor, shownField, writtenByVisitor } from '#app/web/visitor-draft.server.ts'
import { db } from '#db/client.server.ts'
import { findMergedFrom } from '#moderation/curation/queries.ts'

export const loader = async ({ request, params, context }: LoaderFunctionArgs) => {
  const query = new URL(request.url).searchParams
  const order = ANSWER_ORDERS.find((name) => name === query.get('order'))
  const page = await withNotFoundSuggestions(request, context, () =>
    loadThreadPage(context, idParam(params.threadId), order),
  )
  const { id, mergedInto, duplicateOf } = page.thread
  if (mergedInto !== null && duplicateOf !== null && !query.has('record')) {
    throw redirect(`/questions/${duplicateOf}?merged=${id}`, 301)
  }
  // A private thread is a conversation with the staff: nobody else will answer it.
  if (page.thread.audience === 'private' && page.may.isAsker) throw redirect(`/questions/${id}/private-replies`)
  redirectToTitle(request, context, threadPath(page.thread))
  const from = query.get('merged')
  const quoting = query.get('quote')
  const joined = query.get('joined')
  const viewer = await context.viewer()
  return {
    ...page,
    written: viewer ? undefined : await writtenByVisitor(request, { kind: 'answer', subjectId: id }),
    quoted: viewer && quoting ? await orHttpError(loadQuote(viewer, idParam(quoting))) : null,
    joined,
    meant: findMeantVote(query, page),
    mergedFrom: from ? await findMergedFrom(db, viewer, { from: idParam(from), into: id }) : undefined,
  }
}

const answerForm = z.object({
  body: z.string().default(''),
  official: z.literal('on').optional(),
  keepsClock: z.literal('on').optional(),
  opened: z.string().default(''),
  shown: shownField,
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const threadId = idParam(params.threadId)
  const sent = await readForm(request.clone() as Request)
  const form = parseForm(answerForm, sent)
  const again = { body: form.body, opened: form.opened, shown: form.shown }
  const to = `/questions/${threadId}#your-answer`
  const kept = await keepForVisitor({ request, context }, sent, { kind: 'answer', subjectId: threadId }, { to })
  if (kept instanceof Response) return kept
  if (kept) return data({ ...kept.data, ...again }, kept.init ?? {})

  const actor = await requireActor(request, context)

  const typedSeconds = await secondsOpen(form.opened, actor)
  const { result, failure } = await orFormErrors(
    postAnswer(db, actor, {
      threadId,
      body: form.body,
      official: form.official === 'on',
      solves: form.keepsClock !== 'on',
      typedSeconds,
    }),
  )
  if (failure) return data({ ...failure.data, ...again }, failure.init ?? {})
  return redirect(postPath(threadId, result.id))
}

export const headers = actionHeaders

export const meta: MetaFunction<typeof loader> = titled<Awaited<ReturnType<typeof loadThreadPage>>>(
  (t, page) => page?.thread.title ?? t('questions:title'),
  { description: (_, page) => page.description, canonical: (page) => threadPath(page.thread) },
)

/** The privileges that the controls of a thread may need. */
const THREAD_PRIVILEGES: Privilege[] = ['voteUp', 'voteDown', 'commentEverywhere', 'flag']

export default function ThreadPage() {
  const loaded = useLoaderData<typeof loader>()
  const { page, announcement, unseen } = useLiveThread(loaded)
  const { thread, question, answers, notices, related, article, reader, may } = page
  const refused = useActionData<typeof action>()
  const t = useT()

  useEffect(() => {
    navigator.sendBeacon(`/questions/${thread.id}/views`)
    refreshCounters()
  }, [thread.id])

  return (
    <div className="page with-aside">
      <article className="min-w-0" aria-labelledby="thread-title">
        <ThreadHeader thread={thread} protectedFrom={page.protectedFrom} />
        {loaded.joined && <Joined draft={loaded.joined === 'draft'} solved={thread.state === 'solved'} />}
        {loaded.mergedFrom && <MergedFrom thread={loaded.mergedFrom} />}
        <ThreadNotices thread={thread} notices={notices} article={article} may={may} />
        <CurationNotices thread={thread} voting={page.voting} protectedFrom={page.protectedFrom} />
        <ExpertNotices reader={reader} may={may} />
        <MeantVoteNote meant={loaded.meant} />
        {question && <PostView post={question} thread={thread} may={may} />}
        <ReaderBar thread={thread} reader={reader} may={may} />
        {page.reply && <AutomaticReply reply={page.reply} thread={thread} may={may} />}

        <section aria-labelledby="answers" className="mt-8">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <h2 id="answers" className="text-lg font-semibold">
              {t('questions:answers', { count: thread.answerCount })}
            </h2>
            {answers.length > 1 && <AnswerOrders order={page.order} threadPath={threadPath(thread)} />}
          </div>
          {answers.length === 0 && <p className="hint mt-2">{t('questions:no_answer_yet')}</p>}
          {answers.map((answer) => (
            <PostView key={answer.id} post={answer} thread={thread} may={may} />
          ))}
        </section>

        <AnsweringNow people={reader.answering} />
        <AnswerForm
          key={answers.filter((answer) => answer.may?.own).length}
          thread={thread}
          opened={page.opened}
          may={may}
          refused={refused}
          draft={page.draft}
          written={loaded.written}
          quoted={loaded.quoted}
          ownAnswerId={page.ownAnswerId}
        />
      </article>
      <LiveNews announcement={announcement} unseen={unseen} />
      <ThreadAside thread={thread} related={related} may={may} />
      <PointsNeededNotes needs={may.needs} of={THREAD_PRIVILEGES} />
    </div>
  )
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { findHelp } from '#app/domain/answers/find-help.ts'
import { canAnswer } from '#app/domain/answers/permissions.ts'
import { forbidden } from '#app/domain/errors.ts'
import { getThread } from '#app/domain/threads/queries.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { type AnswerHelpData, asHelp } from '#app/pages/question/help/answer-help.server.ts'
import { HelpLists } from '#app/pages/question/help/answer-help-lists.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { written } from '#app/ui/written.tsx'
import { idParam, orHttpError, requireActor } from '#app/web/http.ts'
import { countSearch } from '#app/web/limits.server.ts'
import { titled } from '#app/web/meta.ts'
import { threadPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'
import { canClose, canVoteToClose } from '#moderation/curation/permissions.ts'

/** The help for answering a question: loaded beside the composer, and a page of its own without JavaScript. */
export async function loader({ request, params, context }: LoaderFunctionArgs): Promise<AnswerHelpData> {
  const actor = await requireActor(request, context)
  const thread = await orHttpError(getThread(db, actor, idParam(params.threadId)))
  const facts = { ...thread, tagIds: thread.tags.map(({ id }) => id) }
  if (!canAnswer(actor, facts)) await orHttpError(Promise.reject(forbidden('answer.post')))
  await orHttpError(countSearch(db, { userId: actor.id, ip: context.ip, suggests: true }))

  const found = await findHelp(db, actor, searchEngine, { thread, locale: thread.locale })
  return {
    thread: { id: thread.id, title: thread.title, locale: thread.locale },
    ...asHelp(found, thread.locale),
    closes: canClose(actor, thread) ? 'decides' : canVoteToClose(actor, thread) ? 'votes' : null,
  }
}

// The list does not change while somebody writes, even if the thread changes or is closed.
export const shouldRevalidate = () => false

export const meta: MetaFunction<typeof loader> = titled((t) => t('answerHelp:title'))

export default function AnswerHelpPage() {
  const help = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('answerHelp:title')}</h1>
      <p className="mt-1">
        <a href={threadPath(help.thread)} {...written(help.thread.locale)} className="link">
          {help.thread.title}
        </a>
      </p>
      <div className="panel mt-4">
        <HelpLists help={help} heading="h2" />
      </div>
    </div>
  )
}

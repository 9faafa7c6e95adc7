import type { LoaderFunctionArgs } from '@remix-run/node'
import { listMentionable } from '#app/domain/profiles/list-mentionable.ts'
import { answerCompletion } from '#app/pages/editor/completion.server.ts'
import { db } from '#db/client.server.ts'

/** Members whose name matches the text after an @. */
export function loader({ request, context }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url)
  const thread = /^\d{1,15}$/.exec(searchParams.get('thread') ?? '')?.[0]
  const threadId = thread === undefined ? undefined : Number(thread)
  return answerCompletion(context, (actor) =>
    listMentionable(db, actor, { typed: searchParams.get('q') ?? '', ...(threadId ? { threadId } : {}) }),
  )
}

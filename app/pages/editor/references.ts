import type { LoaderFunctionArgs } from '@remix-run/node'
import { listReferable } from '#app/domain/search/find/list-referable.ts'
import { searchEngine } from '#app/engines/search-engine.ts'
import { answerCompletion } from '#app/pages/editor/completion.server.ts'
import { db } from '#db/client.server.ts'

/** Threads that match the text after a #. */
export function loader({ request, context }: LoaderFunctionArgs) {
  const typed = new URL(request.url).searchParams.get('q') ?? ''
  return answerCompletion(context, (actor) => listReferable(db, actor, searchEngine, typed))
}

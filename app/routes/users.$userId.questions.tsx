import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { EmptyState } from '#app/components/empty-state.tsx'
import { useT } from '#app/components/i18n.tsx'
import { NextPage } from '#app/components/next-page.tsx'
import { ProfileListHead } from '#app/components/profile-list-head.tsx'
import { ThreadList } from '#app/components/thread-list.tsx'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import { readCursor, writeCursor } from '#app/lib/cursor.ts'
import { requirePersonOf } from '#app/lib/profile-page.server.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const userId = await requirePersonOf(params)
  const query = new URL(request.url).searchParams
  const sort = query.get('sort') === 'score' ? 'score' : 'newest'
  const after = readCursor(query.get('after'), { by: sort === 'newest' ? 'moment' : 'number' })
  const { items, next } = await listThreads(db, await context.viewer(), { authorId: userId, sort, after })
  return { userId, sort, questions: items, next: next && writeCursor(next), isFirst: after === undefined } as const
}

export default function QuestionsOfPerson() {
  const { userId, sort, questions, next, isFirst } = useLoaderData<typeof loader>()
  const t = useT()
  const path = `/users/${userId}/questions`
  return (
    <section>
      <ProfileListHead title={t('people:tab.questions')} path={path} sort={sort} />
      {questions.length === 0 ? (
        <EmptyState icon="message-circle" title={t('people:none.questions')} />
      ) : (
        <ThreadList items={questions} />
      )}
      <NextPage path={`${path}?sort=${sort}`} next={next} isFirst={isFirst} />
    </section>
  )
}

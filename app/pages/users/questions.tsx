import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listThreads } from '#app/domain/threads/list-threads.ts'
import { requireUserOf } from '#app/pages/users/profile.server.ts'
import { ProfileListHead } from '#app/pages/users/profile-list-head.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { NextPage } from '#app/ui/next-page.tsx'
import { ThreadList } from '#app/ui/thread-list.tsx'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const userId = await requireUserOf(params)
  const query = new URL(request.url).searchParams
  const sort = query.get('sort') === 'score' ? 'score' : 'newest'
  const after = readCursor(query.get('after'), { by: sort === 'newest' ? 'moment' : 'number' })
  const { items, next } = await listThreads(db, await context.viewer(), { authorIds: [userId], sort, after })
  return { userId, sort, questions: items, next: next && writeCursor(next), isFirst: after === undefined } as const
}

export default function QuestionsOfPerson() {
  const { userId, sort, questions, next, isFirst } = useLoaderData<typeof loader>()
  const t = useT()
  const path = `/users/${userId}/questions`
  return (
    <section>
      <ProfileListHead title={t('users:tab.questions')} path={path} sort={sort} />
      {questions.length === 0 ? (
        <EmptyState icon="message-circle" title={t('users:none.questions')} />
      ) : (
        <ThreadList items={questions} />
      )}
      <NextPage path={`${path}?sort=${sort}`} next={next} isFirst={isFirst} />
    </section>
  )
}

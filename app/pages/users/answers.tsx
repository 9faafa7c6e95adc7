import type { LoaderFunctionArgs } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { listAnswersOf } from '#app/domain/profiles/queries.ts'
import { AnswerList } from '#app/pages/users/answer-list.tsx'
import { requireUserOf } from '#app/pages/users/profile.server.ts'
import { ProfileListHead } from '#app/pages/users/profile-list-head.tsx'
import { EmptyState } from '#app/ui/empty-state.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { NextPage } from '#app/ui/next-page.tsx'
import { readCursor, writeCursor } from '#app/web/cursor.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const userId = await requireUserOf(params)
  const query = new URL(request.url).searchParams
  const sort = query.get('sort') === 'newest' ? 'newest' : 'score'
  const after = readCursor(query.get('after'), { by: sort === 'newest' ? 'moment' : 'number' })
  const { items, next } = await listAnswersOf(db, await context.viewer(), userId, { sort, after })
  return { userId, sort, answers: items, next: next && writeCursor(next), isFirst: after === undefined } as const
}

export default function AnswersOfPerson() {
  const { userId, sort, answers, next, isFirst } = useLoaderData<typeof loader>()
  const t = useT()
  const path = `/users/${userId}/answers`
  return (
    <section>
      <ProfileListHead title={t('users:tab.answers')} path={path} sort={sort} />
      {answers.length === 0 ? (
        <EmptyState icon="message-square" title={t('users:none.answers')} />
      ) : (
        <AnswerList answers={answers} />
      )}
      <NextPage path={`${path}?sort=${sort}`} next={next} isFirst={isFirst} />
    </section>
  )
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { diffWordsWithSpace } from 'diff'
import { useT } from '#app/components/i18n.tsx'
import { Person } from '#app/components/person.tsx'
import { Time } from '#app/components/time.tsx'
import { getPostForEditing, listRevisions } from '#app/domain/threads/queries.ts'
import { idParam, orHttpError } from '#app/lib/http.ts'
import { titled } from '#app/lib/meta.ts'
import { postPath } from '#app/lib/paths.ts'
import { db } from '#db/client.server.ts'

export async function loader({ params, context }: LoaderFunctionArgs) {
  const viewer = await context.viewer()
  const { post, thread } = await orHttpError(getPostForEditing(db, viewer, idParam(params.postId)))
  const revisions = await listRevisions(db, post.id)
  return {
    postId: post.id,
    thread: { id: thread.id, title: thread.title },
    revisions: revisions.map((revision, index) => {
      const older = revisions[index + 1]
      return {
        number: revision.number,
        title: revision.title,
        reason: revision.reason,
        tags: revision.tags,
        createdAt: revision.createdAt,
        editor: { id: revision.editorId, name: revision.editorName },
        titleBefore: older && older.title !== revision.title ? older.title : null,
        parts: diffWordsWithSpace(older?.body ?? revision.body, revision.body).map((part, at) => ({
          at,
          text: part.value,
          change: part.added ? 'added' : part.removed ? 'removed' : 'same',
        })),
      }
    }),
  }
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('questions:revisions'))

export default function Revisions() {
  const { postId, thread, revisions } = useLoaderData<typeof loader>()
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{t('questions:revisions')}</h1>
      <p className="hint mt-1">
        <a href={postPath(thread.id, postId)} className="link">
          {thread.title}
        </a>
      </p>
      {revisions.length === 0 && <p className="panel mt-4">{t('questions:never_edited')}</p>}
      <ol reversed start={revisions.length} className="mt-4 space-y-4">
        {revisions.map((revision) => (
          <li key={revision.number} className="panel">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
              <span className="chip-plain">{t('questions:revision', { number: revision.number })}</span>
              <Person person={revision.editor} />
              <span className="hint">
                <Time at={revision.createdAt} />
              </span>
              {revision.reason && <q className="text-soft">{revision.reason}</q>}
            </div>
            {revision.title && (
              <p className="mt-3 font-semibold">
                {revision.titleBefore && <del className="mr-2 bg-bad-soft text-bad">{revision.titleBefore}</del>}
                {revision.title}
              </p>
            )}
            <pre className="mt-3 font-sans text-sm whitespace-pre-wrap wrap-anywhere">
              {revision.parts.map((part) => {
                if (part.change === 'added')
                  return (
                    <ins key={part.at} className="bg-good-soft text-good">
                      {part.text}
                    </ins>
                  )
                if (part.change === 'removed')
                  return (
                    <del key={part.at} className="bg-bad-soft text-bad">
                      {part.text}
                    </del>
                  )
                return part.text
              })}
            </pre>
            {revision.tags && (
              <p className="mt-3 flex gap-1.5">
                {revision.tags.map((tag) => (
                  <span key={tag} className="tag">
                    {tag}
                  </span>
                ))}
              </p>
            )}
          </li>
        ))}
      </ol>
    </div>
  )
}

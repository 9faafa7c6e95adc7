import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { addBookmark, BOOKMARK_NOTE_MAX, versionOfBookmark } from '#app/domain/bookmarks/add-bookmark.ts'
import { getBookmarkNote } from '#app/domain/bookmarks/queries.ts'
import { removeBookmark } from '#app/domain/bookmarks/remove-bookmark.ts'
import { FasterNotice } from '#app/ui/faster-notice.tsx'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { OpenedFields } from '#app/ui/opened-form.tsx'
import { refusedForm } from '#app/web/faster.ts'
import { idParam, orFormErrors, orHttpError, pageBefore, parseForm, readForm, requireActor } from '#app/web/http.ts'
import { titled } from '#app/web/meta.ts'
import { redirectSaved } from '#app/web/saved.ts'
import { db } from '#db/client.server.ts'

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  return { postId, opened: openNote(await orHttpError(getBookmarkNote(db, actor, postId))), max: BOOKMARK_NOTE_MAX }
}

const openNote = (note: string) => ({ version: versionOfBookmark({ note }), fields: { note } })

const bookmarkForm = z.object({
  undo: z.literal('on').optional(),
  note: z.string().optional(),
  version: z.string().optional(),
})

export async function action({ request, params, context }: ActionFunctionArgs) {
  const actor = await requireActor(request, context)
  const postId = idParam(params.postId)
  const typed = await readForm(request)
  const { undo, note, version } = parseForm(bookmarkForm, typed)
  if (undo) {
    await orHttpError(removeBookmark(db, actor, { postId }))
    return redirect(pageBefore(request, '/bookmarks'))
  }
  const { failure } = await orFormErrors(addBookmark(db, actor, { postId, note, version }))
  if (!failure) {
    // The star itself shows that there is a bookmark.
    const to = back(request, postId)
    return note === undefined ? redirect(to) : redirectSaved(to)
  }
  const open = async () => openNote(await orHttpError(getBookmarkNote(db, actor, postId)))
  return data(await refusedForm(failure.data, typed, open), failure.init ?? {})
}

/** Where the button was pressed; never this page, which only shows a note that was refused. */
function back(request: Request, postId: number): string {
  const page = pageBefore(request, `/posts/${postId}`)
  return page.startsWith(`/posts/${postId}/bookmark`) ? '/bookmarks' : page
}

export const meta: MetaFunction<typeof loader> = titled((t) => t('following:bookmarks.note'))

/** The note of a bookmark, when it could not be saved on the page of all bookmarks. */
export default function BookmarkNote() {
  const { postId, opened, max } = useLoaderData<typeof loader>()
  const refused = useActionData<typeof action>()
  const t = useT()
  const typed: Record<string, string> = refused?.typed ?? opened.fields
  return (
    <div className="page-narrow">
      <h1 className="title">{t('following:bookmarks.note')}</h1>
      <form
        key={refused?.faster ? typed.version : ''}
        method="post"
        action={`/posts/${postId}/bookmark`}
        className="panel mt-4 space-y-4"
      >
        <FormError errors={refused?.errors} fields={['note']} />
        <FasterNotice faster={refused?.faster} page="/bookmarks" nameOf={() => t('following:bookmarks.note')} />
        <OpenedFields opened={opened} typed={refused?.typed} />
        <TextArea
          name="note"
          label={t('following:bookmarks.note')}
          defaultValue={typed.note}
          errors={refused?.errors}
          maxLength={max}
        />
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {t('common:save')}
          </button>
          <a href="/bookmarks" className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}

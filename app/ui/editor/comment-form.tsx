import { type ReactNode, Suspense, useState } from 'react'
import { DraftBar, type FormDraft } from '#app/ui/editor/draft-bar.tsx'
import { TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { lazily } from '#app/ui/lazily.ts'
import type { HttpError } from '#app/web/http.ts'

const Completion = lazily(() => import('#app/ui/editor/completion.tsx'))

type Props = {
  postId: number
  threadId: number
  draft?: FormDraft
  errors?: HttpError[]
  /** The refused text, as it was typed. */
  typed?: string
  rows?: number
  labelHidden?: boolean
  /** The buttons that send the form. */
  children: ReactNode
}

/** The text of a comment: plain, with completion of users and questions, saved as a draft. */
export function CommentFields({ postId, threadId, draft, errors, typed, rows = 2, labelHidden, children }: Props) {
  const t = useT()
  const [area, setArea] = useState<HTMLTextAreaElement | null>(null)
  return (
    <div className="w-full space-y-2">
      <TextArea
        id={`comment-${postId}`}
        name="body"
        label={t('questions:comment_label')}
        labelHidden={labelHidden}
        placeholder={t('questions:comment_hint')}
        className="field comment-text"
        defaultValue={typed ?? draft?.fields.body}
        errors={errors}
        rows={rows}
        required
        maxLength={1000}
        onFocus={(event) => setArea(event.currentTarget)}
      />
      {area && (
        <Suspense>
          <Completion area={area} threadId={threadId} />
        </Suspense>
      )}
      <div className="form-end">
        {children}
        <DraftBar name={`comment-${postId}`} draft={draft} />
      </div>
    </div>
  )
}

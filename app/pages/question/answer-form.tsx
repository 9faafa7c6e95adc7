import { Suspense, useState } from 'react'
import type { WrittenBefore } from '#app/domain/drafts/queries.ts'
import type { ThreadPageData } from '#app/pages/question/page.server.ts'
import { PointsNeededHint } from '#app/pages/question/points-needed.tsx'
import { useAnswering } from '#app/pages/question/use-answering.ts'
import { useQuoting } from '#app/pages/question/use-quoting.ts'
import { DraftBar, type FormDraft } from '#app/ui/editor/draft-bar.tsx'
import { MarkdownField } from '#app/ui/editor/markdown-field.tsx'
import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { lazily } from '#app/ui/lazily.ts'
import { OpenedField } from '#app/ui/opened-field.tsx'
import { VisitorSend } from '#app/ui/visitor-send.tsx'
import type { FormErrors } from '#app/web/http.ts'

const AnswerHelp = lazily(() => import('#app/pages/question/help/answer-help.tsx'))

type Props = Pick<ThreadPageData, 'thread' | 'may'> & {
  /** The signed time at which the page was opened. */
  opened: string
  refused?: FormErrors & { body: string; opened: string; shown?: Date | undefined }
  draft?: FormDraft
  /** What a visitor wrote here before. */
  written?: WrittenBefore
  /** The post to quote, for a page without JavaScript. */
  quoted?: string | null
  /** The answer that this reader has already posted. */
  ownAnswerId?: number
}

export function AnswerForm({ thread, may, opened, refused, draft, written, quoted, ownAnswerId }: Props) {
  const t = useT()
  if (!may.signedIn) {
    return thread.closedAt ? null : <VisitorAnswerForm {...{ thread, opened, refused, written }} />
  }
  if (!may.answer && !refused) {
    return thread.closedAt ? null : (
      <PointsNeededHint needs={may.needs} privilege="answer" className="panel hint no-print mt-6" />
    )
  }
  const fields = (
    <AnswerFields thread={thread} may={may} opened={opened} refused={refused} draft={draft} quoted={quoted} />
  )
  return (
    <section aria-labelledby="your-answer" id="answer-form" className="panel no-print mt-6">
      <h2 id="your-answer" className="subtitle mb-3">
        {t(may.isAsker ? 'questions:answer_own' : 'questions:your_answer')}
      </h2>
      {thread.audience === 'private' && (
        <p className="notice-info mb-3">
          <Icon name="lock" /> {t('questions:private.answer')}
        </p>
      )}
      {ownAnswerId === undefined ? (
        fields
      ) : (
        <>
          <p className="text-sm text-soft">{t('editor:again.notice')}</p>
          <p className="mt-3">
            <a href={`/posts/${ownAnswerId}/edit`} className="btn">
              <Icon name="pencil" /> {t('editor:again.edit')}
            </a>
          </p>
          <details className="mt-3" open={Boolean(refused || draft || quoted)}>
            <summary className="btn-quiet -ml-2 list-none">
              <Icon name="message-square-plus" /> {t('editor:again.open')}
            </summary>
            <div className="mt-3">{fields}</div>
          </details>
        </>
      )}
    </section>
  )
}

/** A visitor writes first and gets an account then; the help for writing needs one. */
function VisitorAnswerForm({
  thread,
  opened,
  refused,
  written,
}: Pick<Props, 'thread' | 'opened' | 'refused' | 'written'>) {
  const t = useT()
  return (
    <section aria-labelledby="your-answer" id="answer-form" className="panel no-print mt-6">
      <h2 id="your-answer" className="subtitle">
        {t('questions:your_answer')}
      </h2>
      <form method="post" action={`/questions/${thread.id}`} className="mt-3 space-y-3">
        <FormError errors={refused?.errors} fields={['body']} />
        <OpenedField token={refused?.opened ?? opened} />
        <TextArea
          name="body"
          label={t('questions:sign_in_to_answer')}
          errors={refused?.errors}
          defaultValue={refused?.body ?? written?.fields.body}
          rows={5}
          required
        />
        <div className="form-end">
          <VisitorSend what="answer" kept={written?.savedAt} answered={refused} />
          <DraftBar name={`answer-${thread.id}`} />
        </div>
      </form>
    </section>
  )
}

function AnswerFields({ thread, may, opened, refused, draft, quoted }: Props) {
  const t = useT()
  const startAnswering = useAnswering(thread.id)
  const [near, setNear] = useState(false)
  useQuoting()
  const text = [draft?.fields.body, quoted].filter(Boolean).join('\n\n')
  return (
    <>
      <form
        method="post"
        action={`/questions/${thread.id}`}
        className="space-y-3"
        onInput={startAnswering}
        onFocus={() => setNear(true)}
      >
        <FormError errors={refused?.errors} fields={['body']} />
        <OpenedField token={refused?.opened ?? opened} />
        <MarkdownField
          label={t('questions:answer_label')}
          labelHidden
          errors={refused?.errors}
          defaultValue={refused?.body ?? text}
          threadId={thread.id}
          required
        />
        <PointsNeededHint needs={may.needs} privilege="postImages" />
        <div className="form-end">
          <button type="submit" className="btn-primary">
            {t('questions:answer_send')}
          </button>
          {may.answerOfficially && (
            <label className="flex items-center gap-2 text-sm">
              <input type="checkbox" name="official" defaultChecked={draft ? draft.fields.official === 'on' : true} />{' '}
              {t('questions:answer_official')}
            </label>
          )}
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" name="keepsClock" defaultChecked={draft?.fields.keepsClock === 'on'} />{' '}
            {t('questions:answer_keeps_clock')}
          </label>
          <DraftBar name={`answer-${thread.id}`} draft={draft} />
        </div>
      </form>
      {near ? (
        <Suspense>
          <AnswerHelp threadId={thread.id} />
        </Suspense>
      ) : (
        <p className="mt-3 text-sm">
          <a
            href={`/questions/${thread.id}/help`}
            className="quiet-link"
            onClick={(event) => {
              event.preventDefault()
              setNear(true)
            }}
          >
            <Icon name="lightbulb" /> {t(may.work ? 'answerHelp:open_with_canned' : 'answerHelp:open')}
          </a>
        </p>
      )}
    </>
  )
}

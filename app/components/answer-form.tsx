import { FormError } from '#app/components/form.tsx'
import { useT } from '#app/components/i18n.tsx'
import { MarkdownField } from '#app/components/markdown-field.tsx'
import { useAnswering } from '#app/components/use-answering.ts'
import type { FormErrors } from '#app/lib/http.ts'
import type { ThreadPageData } from '#app/lib/thread-page.server.ts'

type Props = Pick<ThreadPageData, 'thread' | 'may'> & { refused?: FormErrors & { body: string } }

export function AnswerForm({ thread, may, refused }: Props) {
  const t = useT()
  const sayAnswering = useAnswering(thread.id)
  if (!may.signedIn) {
    return (
      <section className="panel no-print mt-6 text-center">
        <p>{t('questions:sign_in_to_answer')}</p>
        <p className="mt-3">
          <a href={`/sign-in?to=/questions/${thread.id}`} className="btn-primary">
            {t('common:nav.sign_in')}
          </a>
        </p>
      </section>
    )
  }
  if (!may.answer && !refused) return null
  return (
    <section aria-labelledby="your-answer" className="panel no-print mt-6">
      <h2 id="your-answer" className="subtitle mb-3">
        {t(may.isAsker ? 'questions:answer_own' : 'questions:your_answer')}
      </h2>
      <form method="post" action={`/questions/${thread.id}`} className="space-y-4" onInput={sayAnswering}>
        <FormError errors={refused?.errors} fields={['body']} />
        <MarkdownField
          label={t('questions:answer_label')}
          errors={refused?.errors}
          defaultValue={refused?.body}
          required
        />
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
          <button type="submit" className="btn-primary">
            {t('questions:answer_send')}
          </button>
          {may.answerOfficially && (
            <label className="flex items-center gap-2 text-sm">
              <input type="checkbox" name="official" defaultChecked /> {t('questions:answer_official')}
            </label>
          )}
          <label className="flex items-center gap-2 text-sm">
            <input type="checkbox" name="keepsClock" /> {t('questions:answer_keeps_clock')}
          </label>
        </div>
      </form>
    </section>
  )
}

import { FormError, TextArea } from '#app/ui/form.tsx'
import { useT } from '#app/ui/i18n.tsx'
import { written } from '#app/ui/written.tsx'
import type { HttpError } from '#app/web/http.ts'
import { threadPath } from '#app/web/paths.ts'

type Props = {
  thread: { id: number; title: string; locale: string }
  /** What is done to the question, as a heading. */
  heading: string
  /** The one field: its name, and what it is called. */
  name: string
  label: string
  hint: string
  send: string
  typed: string | undefined
  errors: HttpError[] | undefined
  maxLength?: number
}

/** The page of what is done to a question with a text of one's own: why, or what is missing. */
export function ReasonForm({ thread, heading, name, label, hint, send, typed, errors, maxLength }: Props) {
  const t = useT()
  return (
    <div className="page-narrow">
      <h1 className="title">{heading}</h1>
      <p {...written(thread.locale)} className="mt-1 text-soft">
        {thread.title}
      </p>
      <form method="post" className="panel mt-4 space-y-4">
        <FormError errors={errors} fields={[name]} />
        <TextArea
          name={name}
          label={label}
          hint={hint}
          defaultValue={typed}
          errors={errors}
          maxLength={maxLength}
          required
        />
        <p className="flex gap-3">
          <button type="submit" className="btn-primary">
            {send}
          </button>
          <a href={threadPath(thread)} className="btn">
            {t('common:cancel')}
          </a>
        </p>
      </form>
    </div>
  )
}

import type { AnswerOfUser } from '#app/domain/profiles/queries.ts'
import { count } from '#app/ui/format.ts'
import { useLanguage } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { Time } from '#app/ui/time.tsx'
import { written } from '#app/ui/written.tsx'
import { postPath } from '#app/web/paths.ts'

/** Answers of one user, each by the title of its question. */
export function AnswerList({ answers }: { answers: AnswerOfUser[] }) {
  const { locale, t } = useLanguage()
  return (
    <ul className="card divide-y divide-line">
      {answers.map((answer) => {
        const accepted = answer.id === answer.acceptedAnswerId
        return (
          <li key={answer.id} className="flex items-baseline gap-3 px-4 py-3">
            <span
              className={`chip min-w-9 shrink-0 justify-center tabular-nums ${accepted ? 'bg-good text-on-accent' : 'bg-sunken'}`}
            >
              {count(answer.score, locale)}
              {accepted && <Icon name="check" label={t('questions:accepted')} />}
            </span>
            <a
              href={postPath(answer.threadId, answer.id)}
              {...written(answer.locale)}
              className="quiet-link wrap-anywhere"
            >
              {answer.title}
            </a>
            <span className="hint ml-auto shrink-0">
              <Time at={answer.createdAt} />
            </span>
          </li>
        )
      })}
    </ul>
  )
}

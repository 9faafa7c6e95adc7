import type { Related } from '#app/domain/threads/list-related.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { LanguageMark, written } from '#app/ui/written.tsx'
import { threadPath } from '#app/web/paths.ts'

/** Related threads, by what connects them. Shows nothing when there are none. */
export function RelatedThreads({ threads }: { threads: Related }) {
  const t = useT()
  return (['duplicates', 'linked', 'related'] as const).map(
    (kind) =>
      threads[kind].length > 0 && (
        <section key={kind} aria-labelledby={`beside-${kind}`}>
          <h2 id={`beside-${kind}`} className="subtitle">
            {t(`questions:beside.${kind}`)}
          </h2>
          <ul className="mt-2 space-y-2">
            {threads[kind].map((each) => (
              <li key={each.id} className="flex gap-2">
                <Icon
                  name={each.state === 'solved' ? 'circle-check' : 'message-circle'}
                  label={each.state === 'solved' ? t('questions:state.solved') : undefined}
                  className={`mt-0.5 ${each.state === 'solved' ? 'text-good' : 'text-soft'}`}
                />
                <span className="min-w-0 wrap-anywhere">
                  <a href={threadPath(each)} {...written(each.locale)} className="quiet-link">
                    {each.title}
                  </a>{' '}
                  <LanguageMark of={each.locale} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      ),
  )
}

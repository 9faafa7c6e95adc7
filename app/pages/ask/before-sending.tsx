import { type ReactNode, useEffect, useRef } from 'react'
import type { Suggestion } from '#app/domain/search/find/suggest-posts.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'
import { PassageText } from '#app/ui/passage-text.tsx'
import { SuggestionFacts } from '#app/ui/suggestions/suggestion-facts.tsx'
import { Suggestions } from '#app/ui/suggestions/suggestions.tsx'
import { written } from '#app/ui/written.tsx'
import { suggestionPath } from '#app/web/paths.ts'

type Props = {
  step: { items: Suggestion[]; duplicate: Suggestion | null }
  text: string
  declined: number[]
  whenSolved: ReactNode
  withoutScript: (item: Suggestion) => ReactNode
}

/** Asks once, before a question is posted, whether another thread has the same problem or a suggestion answers it. */
export function BeforeSending({ step, text, declined, whenSolved, withoutScript }: Props) {
  const t = useT()
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time the page answers with it
  useEffect(() => {
    heading.current?.focus()
    heading.current?.scrollIntoView({ block: 'start' })
  }, [step])
  const { duplicate, items } = step
  return (
    <section aria-labelledby="before-sending" className="space-y-4 rounded-xl border-2 border-accent p-4 sm:p-5">
      <div>
        <h2 id="before-sending" ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none scroll-mt-20">
          {t('suggestions:step.title')}
        </h2>
        <p className="hint">{t('suggestions:step.text')}</p>
      </div>
      {duplicate && (
        <div className="rounded-xl border border-warn bg-surface p-4">
          <h3 className="flex items-center gap-2 font-semibold">
            <Icon name="circle-help" className="text-warn" /> {t('suggestions:step.same_title')}
          </h3>
          <p className="mt-1">
            <a
              href={suggestionPath(duplicate)}
              target="_blank"
              rel="noopener"
              {...written(duplicate.locale)}
              className="link font-medium wrap-anywhere"
            >
              {duplicate.title}
            </a>
          </p>
          <SuggestionFacts item={duplicate} />
          {duplicate.passage.length > 0 && (
            <p {...written(duplicate.locale)} className="mt-1 line-clamp-3 text-sm wrap-anywhere">
              <PassageText passage={duplicate.passage} />
            </p>
          )}
          <p className="mt-3">
            <button
              type="submit"
              name="duplicateOf"
              value={duplicate.postId}
              formAction="/ask/duplicate"
              formNoValidate
              className="btn-primary"
            >
              <Icon name="hand" /> {t('suggestions:step.same')}
            </button>
          </p>
          <p className="hint mt-2">
            {t(duplicate.solved ? 'suggestions:step.same_solved_text' : 'suggestions:step.same_text')}
          </p>
        </div>
      )}
      {items.length === 0 && <input type="hidden" name="declined" value={declined.join(' ')} />}
      {items.length > 0 && (
        <Suggestions
          items={items}
          title={t(duplicate ? 'suggestions:step.others' : 'suggestions:title')}
          text={text}
          declined={declined}
          field="declined"
          whenSolved={whenSolved}
          withoutScript={withoutScript}
        />
      )}
      <p>
        <button type="submit" name="step" value="post" className="btn">
          <Icon name="send" /> {t('suggestions:step.none')}
        </button>
      </p>
    </section>
  )
}

import type { Suggestion } from '#app/domain/search/find/suggest-posts.ts'
import { useT } from '#app/ui/i18n.tsx'
import { Icon } from '#app/ui/icon.tsx'

/** The facts of a suggestion in one line: its kind, whether it is solved, how many it helped. */
export function SuggestionFacts({
  item,
  declined = false,
  more,
}: {
  item: Suggestion
  declined?: boolean
  more?: string
}) {
  const t = useT()
  const isArticle = item.articleId !== null
  const facts = [
    <li key="kind">{t(isArticle ? 'suggestions:article' : 'suggestions:question')}</li>,
    item.solved && (
      <li key="solved">
        <span className="inline-flex items-center gap-1 text-good">
          <Icon name="check" /> {t('questions:state.solved')}
        </span>
      </li>
    ),
    isArticle
      ? item.helpfulCount !== null &&
        item.helpfulCount > 0 && <li key="helped">{t('kb:helped', { count: item.helpfulCount })}</li>
      : item.votes !== 0 && (
          <li key="votes">
            {item.votes} {t('questions:votes', { count: item.votes })}
          </li>
        ),
    !isArticle && <li key="answers">{t('questions:answers', { count: item.answerCount })}</li>,
    declined && <li key="declined">{t('suggestions:declined')}</li>,
    more !== undefined && <li key="more">{more}</li>,
  ].filter(Boolean)
  return <ul className="dotted mt-1 text-xs text-soft">{facts}</ul>
}

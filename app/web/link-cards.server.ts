import type { AppLoadContext } from '@remix-run/node'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { listLinkedArticles, listLinkedQuestions } from '#app/domain/posts/link-cards.ts'
import { translator } from '#app/messages/translate.ts'
import { type CardText, fillCards, findCards } from '#app/text/markdown-references.ts'
import { db } from '#db/client.server.ts'

/** The texts with their cards filled for this reader. Queries the database only when a text contains a card. */
export async function showCards<Text extends { html: string }>(
  context: Pick<AppLoadContext, 'viewer' | 'locale'>,
  texts: Text[],
): Promise<Text[]> {
  const { threadIds, articleIds } = findCards(texts.map(({ html }) => html))
  if (threadIds.length + articleIds.length === 0) return texts

  const [viewer, locale] = await Promise.all([context.viewer(), context.locale()])
  const [questions, articles] = await Promise.all([
    listLinkedQuestions(db, viewer, threadIds),
    listLinkedArticles(db, viewer, articleIds, locale),
  ])
  const t = translator(locale)
  const cards = new Map<string, CardText>()
  for (const { id, title, locale: lang, state, closeReason, score, answerCount } of questions) {
    const standing =
      closeReason && closeReason !== 'solved' ? t(`questions:closed.${closeReason}`) : t(`references:state.${state}`)
    cards.set(`thread-${id}`, {
      title,
      lang,
      icon: state === 'solved' ? 'circle-check' : 'circle-help',
      facts: [standing, t('questions:answers', { count: answerCount }), t('questions:score', { count: score })],
    })
  }
  for (const { id, title, locale: lang, state, ...category } of articles) {
    cards.set(`article-${id}`, {
      title,
      lang,
      icon: 'book-open',
      facts: [
        t('references:article'),
        categoryText(category, locale).name,
        ...(state === 'obsolete' ? [t('references:obsolete')] : []),
      ],
    })
  }
  return texts.map((text) => ({ ...text, html: fillCards(text.html, cards) }))
}

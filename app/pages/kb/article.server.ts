import type { AppLoadContext } from '@remix-run/node'
import {
  canArchiveArticle,
  canConfirmArticle,
  canEditArticle,
  canPinArticle,
  canPublishArticle,
  canRateArticle,
  canReportArticle,
  canRetireArticle,
  canReturnArticle,
  canSubmitArticle,
  isUnchecked,
} from '#app/domain/articles/permissions.ts'
import {
  findRating,
  getArticle,
  listRelatedArticles,
  listThreadsOfArticle,
  listUnhelpfulReasons,
} from '#app/domain/articles/queries.ts'
import { isStaff } from '#app/domain/users/roles.ts'
import { asPageText } from '#app/text/html-blocks.ts'
import { excerpt } from '#app/text/markdown.ts'
import { orHttpError } from '#app/web/http.ts'
import { showCards } from '#app/web/link-cards.server.ts'
import { pageHtml } from '#app/web/page-html.ts'
import { db } from '#db/client.server.ts'
import type { Locale } from '#db/schema.ts'

/** An article with all that its page shows to this reader. `?locale=` asks for another language than the reader's. */
export async function loadArticlePage(request: Request, context: AppLoadContext, articleId: number) {
  const viewer = await context.viewer()
  const locale = await context.locale()
  const wanted = new URL(request.url).searchParams.get('locale')
  const shown: Locale = wanted === 'en' || wanted === 'fr' ? wanted : locale

  const article = await orHttpError(getArticle(db, viewer, articleId, shown))
  const browserKey = viewer ? undefined : await context.knownBrowserKey()
  const rater = viewer ? { raterId: viewer.id } : browserKey ? { raterKey: browserKey } : undefined
  const [related, threads, rating, reasons] = await Promise.all([
    listRelatedArticles(db, viewer, article, shown),
    listThreadsOfArticle(db, viewer, article.id),
    rater && findRating(db, article.id, rater),
    isStaff(viewer, article.categoryId) ? listUnhelpfulReasons(db, article.id) : [],
  ])

  const [shownText] = await showCards(context, [{ html: article.html }])
  const { body: _, html, thread: __, writtenBy: ___, ...facts } = article
  return {
    article: { ...facts, html: pageHtml(asPageText(shownText?.html ?? html), context), asked: shown },
    description: excerpt(html, 160),
    related: related.map(({ id, title, locale }) => ({ id, title, locale })),
    threads,
    rating: rating ?? null,
    reasons,
    may: {
      edit: canEditArticle(viewer, article),
      submit: canSubmitArticle(viewer, article),
      publish: canPublishArticle(viewer, article, article),
      /** Tells staff why they have no button to validate: they drafted the article, or wrote in this language. */
      waitsForAnother:
        (article.state === 'in_review' || (article.state === 'published' && isUnchecked(article))) &&
        isStaff(viewer, article.categoryId) &&
        !canPublishArticle(viewer, article, article) &&
        !canConfirmArticle(viewer, article, article),
      isDrafter: article.state === 'in_review' && viewer?.id === article.draftedBy,
      return: canReturnArticle(viewer, article),
      takeBack: viewer?.id === article.draftedBy,
      confirm: canConfirmArticle(viewer, article, article),
      obsolete: canRetireArticle(viewer, article),
      report: article.state === 'published' && article.reviewReason === null && canReportArticle(viewer, article),
      archive: canArchiveArticle(viewer, article),
      pin: canPinArticle(viewer, article),
      rate: canRateArticle(
        viewer,
        article,
        article.credits.map((credit) => credit.id),
      ),
    },
  }
}

export type ArticlePageData = Awaited<ReturnType<typeof loadArticlePage>>

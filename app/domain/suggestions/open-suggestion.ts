import { type SqlBool, sql } from 'kysely'
import { notFound } from '#app/domain/errors.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

/**
 * A suggestion that is opened in place: the text of an article, or a question with the accepted answer, or else with
 * the best answer that everybody may see. Throws `post.not_found` for a viewer who may not see it.
 */
export async function openSuggestion(db: Db, viewer: Viewer, postId: number) {
  const article = await db
    .selectFrom('articleTranslations')
    .innerJoin('articles', 'articles.id', 'articleTranslations.articleId')
    .innerJoin('posts', 'posts.id', 'articleTranslations.postId')
    .where('articleTranslations.postId', '=', postId)
    .where('articles.state', '=', 'published')
    .where(visibleArticles(viewer))
    .select(['articles.id as articleId', 'articleTranslations.title', 'articleTranslations.locale', 'posts.html'])
    .executeTakeFirst()
  if (article) return { ...article, kind: 'article' as const, threadId: null }

  const thread = await db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .innerJoin('posts as question', 'question.id', 'threads.questionId')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('posts as answers')
          .whereRef('answers.threadId', '=', 'threads.id')
          .where('answers.kind', '=', 'answer')
          .where('answers.state', '=', 'visible')
          .orderBy(sql`answers.id is not distinct from threads.accepted_answer_id`, 'desc')
          .orderBy('answers.score', 'desc')
          .orderBy(sql`answers.official_at is not null`, 'desc')
          .orderBy('answers.id')
          .select(['answers.id', 'answers.html', 'answers.authorId', 'answers.authorName', 'answers.createdAt'])
          .limit(1)
          .as('answer'),
      (join) => join.onTrue(),
    )
    .leftJoin('users as answerer', 'answerer.id', 'answer.authorId')
    .where('posts.id', '=', postId)
    .where('posts.state', '=', 'visible')
    .where('posts.kind', 'in', ['question', 'answer'])
    .where('threads.questionState', '=', 'visible')
    .where(visibleTo(viewer))
    .select([
      'threads.id as threadId',
      'threads.title',
      'threads.locale',
      'threads.authorId',
      'question.html as questionHtml',
      'answer.id as answerId',
      'answer.authorId as answererId',
      'answer.html as answerHtml',
      'answer.createdAt as answeredAt',
      sql<string | null>`coalesce(answerer.name, answer.author_name)`.as('answererName'),
      sql<SqlBool>`answer.id is not distinct from threads.accepted_answer_id and answer.id is not null`.as('accepted'),
    ])
    .executeTakeFirstOrThrow(() => notFound('post'))
  return { ...thread, kind: 'thread' as const, articleId: null }
}

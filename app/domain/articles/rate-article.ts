import { z } from 'zod'
import { lockArticle } from '#app/domain/articles/lock-article.ts'
import { canRateArticle } from '#app/domain/articles/permissions.ts'
import { findSourceAuthor } from '#app/domain/articles/publish-article.ts'
import { requestReview } from '#app/domain/articles/request-review.ts'
import { command } from '#app/domain/command.ts'
import { conflict, forbidden } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { id, moment, text, typed } from '#app/domain/input.ts'
import { credit, reverse } from '#app/domain/reputation/ledger.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { isSilenced } from '#app/domain/users/roles.ts'
import type { Db, Trx } from '#db/transaction.ts'

/** From this many ratings since its validation, an article that fewer than half found helpful goes to review. */
export const RATINGS_TO_JUDGE = 10

/**
 * Says whether an article helped. Each reader has one rating and can change it. "Helpful" of a member gives the author
 * of the source answer a point. The rating of a visitor is counted but gives no point, because anybody can have any
 * number of cookies. Throws forbidden `article.rate`, `account.silenced` with a reason, conflict `article.wrong_state`, invalid `reason.too_long`.
 */
export const rateArticle = command(
  {
    name: 'article.rate',
    input: z.object({
      articleId: id,
      helpful: z.boolean(),
      reason: text({ min: 0, max: 1_000, code: 'reason' }).default(''),
      /** A random cookie that identifies a visitor. */
      browserKey: typed(100).optional(),
      at: moment,
    }),
    callers: 'visitors',
  },
  async (trx, actor, { articleId, helpful, reason, browserKey, at }) => {
    // A rating without words is a vote.
    if (reason !== '' && actor !== null && isSilenced(actor)) throw forbidden('account.silenced')
    const article = await lockArticle(trx, actor, articleId)
    if (article.state !== 'published') throw conflict('article.wrong_state', { state: article.state, move: 'rate' })
    const credits = await trx.selectFrom('articleCredits').where('articleId', '=', articleId).select('userId').execute()
    if (
      !canRateArticle(
        actor,
        article,
        credits.map((row) => row.userId),
      )
    )
      throw forbidden('article.rate')

    const raterId = actor?.id ?? null
    const raterKey = actor ? null : (browserKey ?? null)
    const before = await trx
      .selectFrom('articleRatings')
      .where('articleId', '=', articleId)
      .where('raterId', raterId === null ? 'is' : '=', raterId)
      .where('raterKey', raterKey === null ? 'is' : '=', raterKey)
      .select(['id', 'helpful', 'reason'])
      .executeTakeFirst()
    if (before?.helpful === helpful && (reason === '' || before.reason === reason)) return

    if (before) {
      await trx.updateTable('articleRatings').set({ helpful, reason }).where('id', '=', before.id).execute()
    } else {
      await trx
        .insertInto('articleRatings')
        .values({ articleId, raterId, raterKey, helpful, reason, createdAt: at })
        .execute()
    }

    if (before?.helpful !== helpful) {
      await countRatings(trx, articleId)
      const source = await findSourceAuthor(trx, article.sourceAnswerId)
      if (actor && source !== undefined) {
        const cause = { articleId, causeUserId: actor.id }
        if (helpful) await credit(trx, { ...cause, userId: source, kind: 'article_helpful', at })
        else await reverse(trx, { ...cause, kinds: ['article_helpful'] })
      }
    }

    const judge = actor ?? (await getSystemActor(trx))
    recordEvent(trx, judge, 'article.rated', { articleId }, { after: { helpful } })
    if (!helpful && (await isFoundUnhelpful(trx, article))) {
      await requestReview(trx, await getSystemActor(trx), article, 'unhelpful')
    }
  },
)

/** Removes a "helpful" that has no text, and its point. A rating with a text stays. */
export async function removeRating(trx: Trx, rating: { articleId: number; raterId: number }): Promise<void> {
  const { articleId, raterId } = rating
  const article = await trx
    .selectFrom('articles')
    .where('id', '=', articleId)
    .select('sourceAnswerId')
    .forNoKeyUpdate()
    .executeTakeFirst()
  const taken = await trx
    .deleteFrom('articleRatings')
    .where('articleId', '=', articleId)
    .where('raterId', '=', raterId)
    .where('helpful', '=', true)
    .where('reason', '=', '')
    .returning('id')
    .executeTakeFirst()
  if (!article || !taken) return
  await countRatings(trx, articleId)
  const source = await findSourceAuthor(trx, article.sourceAnswerId)
  if (source !== undefined) await reverse(trx, { articleId, causeUserId: raterId, kinds: ['article_helpful'] })
}

async function countRatings(db: Db, articleId: number): Promise<void> {
  const { helpful, unhelpful } = await db
    .selectFrom('articleRatings')
    .where('articleId', '=', articleId)
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('helpful', '=', true).as('helpful'),
      eb.fn.countAll<number>().filterWhere('helpful', '=', false).as('unhelpful'),
    ])
    .executeTakeFirstOrThrow()
  await db
    .updateTable('articles')
    .set({ helpfulCount: helpful, unhelpfulCount: unhelpful })
    .where('id', '=', articleId)
    .execute()
}

// Ratings from before the last validation do not count: they were about another text.
async function isFoundUnhelpful(db: Db, article: { id: number; validatedAt: Date | null }): Promise<boolean> {
  const { helpful, all } = await db
    .selectFrom('articleRatings')
    .where('articleId', '=', article.id)
    .where('createdAt', '>=', article.validatedAt ?? new Date(0))
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('helpful', '=', true).as('helpful'),
      eb.fn.countAll<number>().as('all'),
    ])
    .executeTakeFirstOrThrow()
  return all >= RATINGS_TO_JUDGE && helpful / all < 0.5
}

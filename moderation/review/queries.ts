import type { Selectable } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import type { Database, FlagReason } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'
import { decidable } from '#moderation/review/judgeable.ts'
import { canReviewAnywhere } from '#moderation/review/permissions.ts'

const PAGE_SIZE = 30

type ReviewCause = Selectable<Database['reviews']>['cause']

const refused = (viewer: Viewer) => forbidden('review.work', viewer ? { points: viewer.privileges.review } : {})

const reviews = (db: Db, viewer: Viewer) =>
  db
    .selectFrom('reviews')
    .innerJoin('posts', 'posts.id', 'reviews.postId')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .leftJoin('users as authors', 'authors.id', 'posts.authorId')
    .leftJoin('users as claimers', 'claimers.id', 'reviews.claimedBy')
    .leftJoin('users as deciders', 'deciders.id', 'reviews.decidedBy')
    // Not all reviewers are staff: private posts are not for all of them to read.
    .where(decidable(viewer))
    .select((eb) => [
      'reviews.id',
      'reviews.cause',
      'reviews.state',
      'reviews.version',
      'reviews.openedAt',
      'reviews.claimedBy',
      'claimers.name as claimedByName',
      'reviews.decidedAt',
      'reviews.decisionNote',
      'deciders.name as decidedByName',
      'posts.id as postId',
      'posts.kind as postKind',
      'posts.state as postState',
      'posts.html',
      'posts.createdAt as postCreatedAt',
      'posts.hiddenAt',
      'posts.authorId',
      'authors.name as authorName',
      'authors.reputation as authorReputation',
      'threads.id as threadId',
      'threads.title',
      'threads.categoryId',
      languageOfThread,
      'threads.audience',
      'threads.closeReason',
      'threads.closeNote',
      jsonArrayFrom(
        eb
          .selectFrom('flags')
          .innerJoin('users as flaggers', 'flaggers.id', 'flags.flaggerId')
          .whereRef('flags.reviewId', '=', 'reviews.id')
          .orderBy('flags.id')
          .select(['flags.id', 'flags.reason', 'flags.note', 'flags.weight', 'flags.createdAt', 'flaggers.name'])
          .$castTo<{ id: number; reason: FlagReason; note: string; weight: number; createdAt: string; name: string }>(),
      ).as('flags'),
    ])

/** The open reviews, the oldest first, without those of the own posts. Throws forbidden `review.work`. */
export async function listReviews(db: Db, viewer: Viewer, { after = 0 }: { after?: number } = {}) {
  if (viewer === null || !canReviewAnywhere(viewer)) throw refused(viewer)
  const rows = await reviews(db, viewer)
    .where('reviews.decidedAt', 'is', null)
    .where('posts.authorId', 'is distinct from', viewer.id)
    .where('reviews.id', '>', after)
    .orderBy('reviews.id')
    .limit(PAGE_SIZE + 1)
    .execute()
  const page = rows.slice(0, PAGE_SIZE)
  return { reviews: page, next: rows.length > PAGE_SIZE ? (page.at(-1)?.id ?? null) : null }
}

/** How many reviews wait for this person, counted up to 100: what the menu says, and what their list has. */
export async function countReviews(db: Db, viewer: Actor): Promise<number> {
  if (!canReviewAnywhere(viewer)) return 0
  const { count } = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('reviews')
        .innerJoin('posts', 'posts.id', 'reviews.postId')
        .innerJoin('threads', 'threads.id', 'posts.threadId')
        .where(decidable(viewer))
        .where('reviews.decidedAt', 'is', null)
        .where('posts.authorId', 'is distinct from', viewer.id)
        .select('reviews.id')
        .limit(100)
        .as('waiting'),
    )
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

export async function getReview(db: Db, viewer: Viewer, reviewId: number) {
  if (viewer === null || !canReviewAnywhere(viewer)) throw refused(viewer)
  const review = await reviews(db, viewer)
    .where('reviews.id', '=', reviewId)
    .executeTakeFirstOrThrow(() => notFound('review'))
  if (review.authorId === viewer.id) throw forbidden('review.own')
  return review
}

/** The post that a post answers or comments on, so that the reviewer can understand it. */
export async function getReviewContext(db: Db, review: { postId: number; threadId: number }) {
  const question = await db
    .selectFrom('posts')
    .leftJoin('users', 'users.id', 'posts.authorId')
    .where('posts.threadId', '=', review.threadId)
    .where('posts.kind', '=', 'question')
    .select(['posts.id', 'posts.html', 'posts.createdAt', 'users.name as authorName'])
    .executeTakeFirst()
  const parent = await db
    .selectFrom('posts')
    .innerJoin('posts as children', 'children.parentId', 'posts.id')
    .leftJoin('users', 'users.id', 'posts.authorId')
    .where('children.id', '=', review.postId)
    .select(['posts.id', 'posts.kind', 'posts.html', 'posts.createdAt', 'users.name as authorName'])
    .executeTakeFirst()
  return {
    question: question && question.id !== review.postId ? question : null,
    parent: parent && parent.kind !== 'question' ? parent : null,
  }
}

/**
 * The text that was flagged, or that was hidden, and the present one, when its author has changed it since: then the
 * flags speak of another text than the one that is shown. Undefined when it is the same.
 */
export async function findChangeSince(
  db: Db,
  review: { postId: number; cause: ReviewCause; hiddenAt: Date | null; flags: Array<{ createdAt: string }> },
) {
  const since = review.cause === 'edited' ? review.hiddenAt : review.flags[0] && new Date(review.flags[0].createdAt)
  if (!since) return undefined
  const revision = () =>
    db
      .selectFrom('revisions')
      .where('postId', '=', review.postId)
      .orderBy('number', 'desc')
      .select(['number', 'title', 'tags', 'body', 'bodyFormat', 'redactedAt', 'createdAt'])
      .limit(1)
  const [before, after] = await Promise.all([
    revision().where('createdAt', '<=', since).executeTakeFirst(),
    revision().executeTakeFirst(),
  ])
  return before && after && before.number < after.number ? { before, after } : undefined
}

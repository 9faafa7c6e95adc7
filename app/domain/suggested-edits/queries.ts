import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { forbidden, notFound } from '#app/domain/errors.ts'
import { findVersion, getTextVersion } from '#app/domain/posts/text-version.ts'
import { canDecideEdit, canReadEditQueue, canSeeEdit } from '#app/domain/suggested-edits/permissions.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { moderatorPlaces } from '#app/domain/users/roles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Database } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 20
const OWN_SHOWN = 10

const edits = (db: Db, viewer: Viewer) =>
  db
    .selectFrom('suggestedEdits')
    .innerJoin('posts', 'posts.id', 'suggestedEdits.postId')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .innerJoin('users as authors', 'authors.id', 'suggestedEdits.authorId')
    .leftJoin('users as deciders', 'deciders.id', 'suggestedEdits.decidedBy')
    .where(visibleTo(viewer))
    .select([
      'suggestedEdits.id',
      'suggestedEdits.postId',
      'suggestedEdits.state',
      'suggestedEdits.reason',
      'suggestedEdits.createdAt',
      'suggestedEdits.authorId',
      'authors.name as authorName',
      'authors.reputation as authorReputation',
      'suggestedEdits.decidedAt',
      'suggestedEdits.decisionNote',
      'suggestedEdits.decidedBy',
      'deciders.name as decidedByName',
      'suggestedEdits.improved',
      'posts.kind as postKind',
      'threads.id as threadId',
      'threads.title as threadTitle',
      languageOfThread,
    ])

/**
 * Suggested edits that wait for this person, the oldest first: for reviewers all of them, for others those of their own
 * posts; never those that they suggested themselves.
 */
export async function listEditsToDecide(db: Db, viewer: Actor, { after = 0 }: { after?: number } = {}) {
  if (!canReadEditQueue(viewer)) throw forbidden('edit.decide', { points: viewer.privileges.review })
  const rows = await edits(db, viewer)
    .where(toDecide(viewer))
    .where('suggestedEdits.id', '>', after)
    .orderBy('suggestedEdits.id')
    .limit(PAGE_SIZE + 1)
    .execute()
  const page = rows.slice(0, PAGE_SIZE)
  return { edits: page, next: rows.length > PAGE_SIZE ? (page.at(-1)?.id ?? null) : null }
}
export type EditListItem = Awaited<ReturnType<typeof listEditsToDecide>>['edits'][number]

/** What waits for a decision of this person, who did not suggest it. */
function toDecide(viewer: Actor) {
  const places = moderatorPlaces(viewer)
  return (eb: ExpressionBuilder<Database, 'suggestedEdits' | 'posts' | 'threads'>): Expression<SqlBool> =>
    eb.and([
      eb('suggestedEdits.decidedAt', 'is', null),
      eb('posts.state', '=', 'visible'),
      eb('suggestedEdits.authorId', '<>', viewer.id),
      ...(hasPrivilege(viewer, 'review')
        ? []
        : [
            eb.or([
              eb('posts.authorId', '=', viewer.id),
              ...(places === 'everywhere' ? [] : [eb('threads.categoryId', '=', sql<number>`any(${places})`)]),
            ]),
          ]),
    ])
}

/** How many suggested edits wait for this person, counted up to 100: what their list has. */
export async function countEditsToDecide(db: Db, viewer: Actor): Promise<number> {
  if (!canReadEditQueue(viewer)) return 0
  const { count } = await db
    .selectFrom(edits(db, viewer).where(toDecide(viewer)).limit(100).as('waiting'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** The latest suggested edits of a person, with their outcomes. */
export const listOwnEdits = (db: Db, viewer: Actor) =>
  edits(db, viewer)
    .where('suggestedEdits.authorId', '=', viewer.id)
    .orderBy('suggestedEdits.id', 'desc')
    .limit(OWN_SHOWN)
    .execute()

/** The open suggested edit of each of these posts, if this person may see it, and whether they may decide on it. */
export async function listOpenEdits(
  db: Db,
  viewer: Viewer,
  thread: { categoryId: number },
  posts: { id: number; authorId: number | null }[],
): Promise<Map<number, { id: number; mine: boolean; decide: boolean }>> {
  if (viewer === null || posts.length === 0) return new Map()
  const open = await db
    .selectFrom('suggestedEdits')
    .where(
      'postId',
      'in',
      posts.map((post) => post.id),
    )
    .where('decidedAt', 'is', null)
    .select(['id', 'postId', 'authorId'])
    .execute()
  const byPost = new Map<number, { id: number; mine: boolean; decide: boolean }>()
  for (const edit of open) {
    const found = posts.find((each) => each.id === edit.postId)
    const post = found && { ...found, categoryId: thread.categoryId }
    if (!post || !canSeeEdit(viewer, edit, post)) continue
    const mine = edit.authorId === viewer.id
    byPost.set(post.id, { id: edit.id, mine, decide: canDecideEdit(viewer, edit, post) })
  }
  return byPost
}

/**
 * A suggested edit with its post and the text that it was made from. Throws not-found `edit` for a viewer who may not
 * see it.
 */
export async function getSuggestedEdit(db: Db, viewer: Viewer, editId: number) {
  const edit = await db
    .selectFrom('suggestedEdits')
    .innerJoin('users as authors', 'authors.id', 'suggestedEdits.authorId')
    .leftJoin('users as deciders', 'deciders.id', 'suggestedEdits.decidedBy')
    .where('suggestedEdits.id', '=', editId)
    .selectAll('suggestedEdits')
    .select(['authors.name as authorName', 'authors.reputation as authorReputation', 'deciders.name as decidedByName'])
    .executeTakeFirstOrThrow(() => notFound('edit'))
  const { post, thread } = await getPostForEditing(db, viewer, edit.postId)
  if (!canSeeEdit(viewer, edit, { ...post, categoryId: thread.categoryId })) throw notFound('edit')

  const version = await getTextVersion(db, post.id)
  const now = {
    title: post.kind === 'question' ? thread.title : null,
    tags: post.kind === 'question' ? thread.tags.map((tag) => tag.name) : null,
    body: post.body,
    bodyFormat: post.bodyFormat,
  }
  // When there is no such version, the post was not changed since, or a moderator has removed its text.
  const base = version === edit.baseVersion ? now : await findVersion(db, post, edit.baseVersion)
  return { edit, post, thread, base, now, version }
}

import { type SqlBool, sql } from 'kysely'
import type { Cursor } from '#app/domain/cursor.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { isModeratorEverywhere } from '#app/domain/users/roles.ts'
import { visibleArticles } from '#app/domain/visibility/articles.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 40

/**
 * The ledger of a person, newest first. Rows about posts that the viewer may not see are left out. Downvotes that
 * somebody cast are shown to nobody else, since their time would reveal who cast a downvote. Rows about posts that were
 * taken down are shown only to the person and to moderators. A person sees their own ledger completely.
 */
export async function listReputation(
  db: Db,
  viewer: Viewer,
  userId: number,
  { locale, after, limit = PAGE_SIZE }: { locale: Locale; after?: Cursor; limit?: number },
) {
  const own = viewer?.id === userId
  const moderates = isModeratorEverywhere(viewer)
  const rows = await db
    .selectFrom('reputationEntries')
    .leftJoin('posts', (join) =>
      join
        .onRef('posts.id', '=', 'reputationEntries.postId')
        .on((eb) => (moderates ? eb.lit(true) : eb('posts.state', '=', sql.lit('visible')))),
    )
    .leftJoin('threads', (join) => join.onRef('threads.id', '=', 'posts.threadId').on(visibleTo(viewer)))
    .leftJoin('articles', (join) =>
      join.onRef('articles.id', '=', 'reputationEntries.articleId').on(visibleArticles(viewer)),
    )
    .leftJoin('votes', 'votes.id', 'reputationEntries.voteId')
    .leftJoin('posts as subject', 'subject.id', 'reputationEntries.postId')
    .where('reputationEntries.userId', '=', userId)
    .$if(!own, (query) =>
      query
        .where('reputationEntries.kind', '<>', sql.lit('downvote_cast'))
        .where(sql<SqlBool>`(reputation_entries.post_id is null or threads.id is not null)`)
        .where(sql<SqlBool>`(reputation_entries.article_id is null or articles.id is not null)`),
    )
    .$if(!own && !moderates, (query) => query.where('reputationEntries.kind', '<>', sql.lit('flag_upheld')))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<SqlBool>`(reputation_entries.created_at, reputation_entries.id) < (${after?.key}::timestamptz, ${after?.id}::bigint)`,
      ),
    )
    .select((eb) => [
      'reputationEntries.id',
      'reputationEntries.kind',
      'reputationEntries.points',
      sql<string>`reputation_entries.day::text`.as('day'),
      sql<string>`reputation_entries.created_at::text`.as('key'),
      'reputationEntries.createdAt',
      'reputationEntries.reversedAt',
      'threads.id as threadId',
      'threads.title',
      eb.case().when('threads.id', 'is not', null).then(eb.ref('posts.id')).end().as('postId'),
      'articles.id as articleId',
      eb
        .selectFrom('articleTranslations')
        .whereRef('articleTranslations.articleId', '=', 'articles.id')
        .select('articleTranslations.title')
        .orderBy((order) => order('articleTranslations.locale', '=', locale), 'desc')
        .limit(sql.lit(1))
        .as('articleTitle'),
      sql<boolean>`coalesce(subject.state in ('deleted', 'hidden'), false)`.as('withdrawn'),
      sql<boolean>`votes.id is not null and votes.value = 0`.as('voteTakenBack'),
    ])
    .orderBy('reputationEntries.createdAt', 'desc')
    .orderBy('reputationEntries.id', 'desc')
    .limit(sql.lit(limit + 1))
    .execute()

  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(({ withdrawn, voteTakenBack, key: _, ...entry }) => ({
      ...entry,
      reversal: entry.reversedAt && reasonOf(entry.kind, { withdrawn, voteTakenBack }),
    })),
    next: rows.length > limit && last ? { key: last.key, id: last.id } : null,
  }
}
export type LedgerEntry = Awaited<ReturnType<typeof listReputation>>['items'][number]

export type ReversalReason =
  | 'post_withdrawn'
  | 'vote_changed'
  | 'unaccepted'
  | 'edit_undone'
  | 'article_withdrawn'
  | 'corrected'

/** Why an entry no longer counts, from the present state of its cause. */
function reasonOf(
  kind: string,
  { withdrawn, voteTakenBack }: { withdrawn: boolean; voteTakenBack: boolean },
): ReversalReason {
  if (withdrawn) return 'post_withdrawn'
  if (kind === 'answer_accepted' || kind === 'acceptance_given') return 'unaccepted'
  if (kind === 'edit_approved') return 'edit_undone'
  if (kind.startsWith('article')) return 'article_withdrawn'
  return voteTakenBack || kind.endsWith('voted') || kind === 'downvote_cast' ? 'vote_changed' : 'corrected'
}

/** The sums of every day of a person, in order: the total is made from them. */
export function listReputationDays(db: Db, userId: number) {
  return db
    .selectFrom('reputationDays')
    .where('userId', '=', userId)
    .select([sql<string>`day::text`.as('day'), 'cappedPoints', 'exemptPoints'])
    .orderBy('day')
    .execute()
}

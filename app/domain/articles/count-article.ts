import type { ArticleState, Audience } from '#db/schema.ts'
import type { Trx } from '#db/transaction.ts'

type Placed = { categoryId: number; state: ArticleState; audience: Audience }

const isCounted = ({ state, audience }: Placed): boolean => state === 'published' && audience !== 'staff'

/**
 * Updates the counts of categories when an article changes its state, audience or category. Published articles are
 * counted, except those for staff. It adds the difference, as threads do. The caller holds the lock on the article and
 * on the people it concerns.
 */
export async function countArticle(trx: Trx, before: Placed, after: Placed): Promise<void> {
  const differences = new Map<number, number>()
  const add = (categoryId: number, by: number) => differences.set(categoryId, (differences.get(categoryId) ?? 0) + by)
  if (isCounted(before)) add(before.categoryId, -1)
  if (isCounted(after)) add(after.categoryId, 1)

  // In the order of their ids, as in every other place, so that two transactions cannot deadlock.
  for (const [id, by] of [...differences].sort(([one], [other]) => one - other)) {
    if (by === 0) continue
    await trx
      .updateTable('categories')
      .set((eb) => ({ articleCount: eb('articleCount', '+', by) }))
      .where('id', '=', id)
      .execute()
  }
}

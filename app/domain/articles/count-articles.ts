import type { Trx } from '#db/transaction.ts'

/** Brings the number of published articles of a category to what its articles say. */
export async function countArticles(trx: Trx, categoryId: number): Promise<void> {
  await trx
    .updateTable('categories')
    .set((eb) => ({
      articleCount: eb
        .selectFrom('articles')
        .whereRef('articles.categoryId', '=', 'categories.id')
        .where('articles.state', '=', 'published')
        .where('articles.audience', '<>', 'staff')
        .select((count) => count.fn.countAll<number>().as('count')),
    }))
    .where('id', '=', categoryId)
    .execute()
}

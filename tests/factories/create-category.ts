import type { Category } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { sequence } from './sequence.ts'

type Options = { name?: string; slug?: string; escalates?: boolean; policyId?: number | null }

export function createCategory(options: Options = {}): Promise<Category> {
  const number = sequence()
  return db
    .insertInto('categories')
    .values({
      slug: options.slug ?? `category-${number}`,
      name: options.name ?? `Category ${number}`,
      escalates: options.escalates ?? true,
      policyId: options.policyId ?? null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

import type { Tag } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { sequence } from './sequence.ts'

/** The tag with that name; it is created when it does not exist. */
export function createTag({ name }: { name?: string } = {}): Promise<Tag> {
  return db
    .insertInto('tags')
    .values({ name: name ?? `tag-${sequence()}` })
    .onConflict((conflict) => conflict.column('name').doUpdateSet((eb) => ({ name: eb.ref('tags.name') })))
    .returningAll()
    .executeTakeFirstOrThrow()
}

import { invalid } from '#app/domain/errors.ts'
import { holdLock } from '#db/hold-lock.ts'
import type { Trx } from '#db/transaction.ts'

export const TAG_NAMES_LOCK = 1_702_131_319
const TAG_NAME = /^[\p{L}\p{N}][\p{L}\p{N}.+#-]{0,34}$/u

export const isTagName = (name: string): boolean => TAG_NAME.test(name)

/** One tag name as somebody typed it, for a rename or a synonym. Throws invalid `tags.invalid` for the field. */
export function checkTagName(text: string, field = 'name'): string {
  const name = text.normalize('NFC').trim().replace(/^#/, '').toLowerCase()
  if (!isTagName(name)) throw invalid(field, 'tags.invalid', { tag: name })
  return name
}

/**
 * Whoever uses names of tags in a transaction holds this lock with others; whoever changes what a name means holds it
 * alone. A question asked with the name of a tag that is just being merged waits, and gets the tag that it became.
 */
export const holdTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK, { shared: true })

export const changeTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK)

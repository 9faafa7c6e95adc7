import { z } from 'zod'
import { holdLock } from '#db/hold-lock.ts'
import type { Trx } from '#db/transaction.ts'

export const TAG_NAMES_LOCK = 1_702_131_319
const TAG_NAME = /^[\p{L}\p{N}][\p{L}\p{N}.+#-]{0,34}$/u

export const isTagName = (name: string): boolean => TAG_NAME.test(name)

/** One tag name as somebody typed it, for a rename or a synonym; refused as `tags.invalid`. */
export const tagName = z
  .string()
  .max(1000)
  .transform((typed, context) => {
    const name = typed.normalize('NFC').trim().replace(/^#/, '').toLowerCase()
    if (isTagName(name)) return name
    context.addIssue({ code: 'custom', message: 'tags.invalid', params: { tag: name } })
    return z.NEVER
  })

/**
 * Whoever uses names of tags in a transaction holds this lock with others; whoever changes what a name means holds it
 * alone. A question asked with the name of a tag that is just being merged waits, and gets the tag that it became.
 */
export const lockTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK, { shared: true })

export const changeTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK)

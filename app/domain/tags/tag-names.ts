import { z } from 'zod'
import { typed } from '#app/domain/input.ts'
import { normalize } from '#app/text/normalize.ts'
import { holdLock } from '#db/hold-lock.ts'
import type { Trx } from '#db/transaction.ts'

export const TAG_NAMES_LOCK = 1_702_131_319
const TAG_NAME = /^[\p{L}\p{N}][\p{L}\p{N}.+#-]{0,34}$/u

export const isTagName = (name: string): boolean => TAG_NAME.test(name)

/** One tag name as typed, for a rename or a synonym; refused as `tags.invalid`. */
export const tagName = z
  .string()
  .max(1000)
  .transform((typed, context) => {
    const name = normalize(typed, 'NFC').trim().replace(/^#/, '').toLowerCase()
    if (isTagName(name)) return name
    context.addIssue({ code: 'custom', message: 'tags.invalid', params: { tag: name } })
    return z.NEVER
  })

/** Tags as typed, not longer than five names can be. */
export const tagsInput = typed(1_000)

/**
 * A lock on the names of tags, shared by all transactions that use names, and exclusive for those that change what a
 * name means. So a question with the name of a tag that is just being merged waits, and gets the resulting tag.
 */
export const lockTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK, { shared: true })

export const changeTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK)

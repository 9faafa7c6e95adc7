import { z } from 'zod'
import { normalize } from '#app/text/normalize.ts'
import { storable } from '#app/text/typed-text.ts'
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

export const TAGS_MAX = 5
/** In characters; no list of five tags is longer. */
export const TAGS_LENGTH = 1_000

/** A list of tags as typed; one that is longer than five tags can be is refused as `tags.too_many`. */
export const tagsInput = z.string().transform((typed, context) => {
  if (typed.length <= TAGS_LENGTH) return storable(typed)
  context.addIssue({ code: 'custom', message: 'tags.too_many', params: { max: TAGS_MAX } })
  return z.NEVER
})

/**
 * A lock on the names of tags, shared by all transactions that use names, and exclusive for those that change what a
 * name means. So a question with the name of a tag that is just being merged waits, and gets the resulting tag.
 */
export const lockTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK, { shared: true })

export const changeTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK)

import { holdLock } from '#db/hold-lock.ts'
import type { Trx } from '#db/transaction.ts'

export const TAG_NAMES_LOCK = 1_702_131_319

/**
 * A lock on the names of tags, shared by all transactions that use names, and exclusive for those that change what a
 * name means. So a question with the name of a tag that is just being merged waits, and gets the resulting tag.
 */
export const lockTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK, { shared: true })

export const changeTagNames = (trx: Trx): Promise<void> => holdLock(trx, TAG_NAMES_LOCK)

import type { Actor } from '#app/domain/users/actor.ts'
import { holdLock } from '#db/hold-lock.ts'
import type { Trx } from '#db/transaction.ts'

const POSTING_LOCK = 1_702_131_320

/** What one person posts at one moment comes one after the other, or neither post would see the other. Before tag names. */
export const holdPosting = (trx: Trx, actor: Actor): Promise<void> => holdLock(trx, POSTING_LOCK, { of: actor.id })

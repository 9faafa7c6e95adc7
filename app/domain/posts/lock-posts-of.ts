import type { Actor } from '#app/domain/users/actor.ts'
import { holdLock } from '#db/hold-lock.ts'
import type { Trx } from '#db/transaction.ts'

const POSTING_LOCK = 1_702_131_320

/**
 * Makes the posts of one person wait for each other; otherwise two posts at once would not see each other. Take it
 * before tag names.
 */
export const lockPostsOf = (trx: Trx, actor: Actor): Promise<void> => holdLock(trx, POSTING_LOCK, { of: actor.id })

import { DomainError, invalid } from '#app/domain/errors.ts'
import { recordEvent } from '#app/domain/events/record-event.ts'
import { checked, line } from '#app/domain/input.ts'
import { canonicalEmail } from '#app/domain/users/email-address.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { findKnownNames, markUsers } from '#app/domain/users/look-alikes.ts'
import { refuseLookAlike } from '#app/domain/users/name-likeness.ts'
import { hashPassword } from '#app/platform/password.ts'
import type { Locale } from '#db/schema.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

export const NAME_LENGTH = [2, 40] as const
export const PASSWORD_LENGTH = [10, 200] as const

/** The name of a person, as commands take it; refused as `name.too_short` or `name.too_long`. */
export const nameInput = line({ min: NAME_LENGTH[0], max: NAME_LENGTH[1], code: 'name' })

const EMAIL_MAX = 254
const EMAIL = /^[^\s\p{C}@]+@[^\s\p{C}@]+\.[^\s\p{C}@]+$/u

/**
 * Opens an account. An address that has an account is refused with `email.taken`; the page shows the same as after
 * success, so nobody can learn which addresses are known. The password is hashed in both cases, so that the time is the
 * same too. Throws invalid `name.*` (`name.of_team` and `name.claims_role` when it may be taken for the team),
 * `email.invalid`, `password.*`.
 */
export async function signUp(
  db: Db,
  account: { name: string; email: string; password: string; locale?: Locale; ip?: string | undefined },
): Promise<{ id: number }> {
  const name = checked(nameInput, account.name, 'name')
  const email = canonicalEmail(account.email)
  // The length first: the expression needs a time that grows with the square of it.
  if (email.length > EMAIL_MAX || !EMAIL.test(email)) throw invalid('email', 'email.invalid')
  if (account.password.length < PASSWORD_LENGTH[0]) {
    throw invalid('password', 'password.too_short', { min: PASSWORD_LENGTH[0] })
  }
  if (account.password.length > PASSWORD_LENGTH[1]) {
    throw invalid('password', 'password.too_long', { max: PASSWORD_LENGTH[1] })
  }
  const passwordHash = await hashPassword(account.password)

  return inTransaction(db, async (trx) => {
    const known = await findKnownNames(trx)
    refuseLookAlike(known, null, { name })
    const user = await trx
      .insertInto('users')
      .values({ name, email, passwordHash, locale: account.locale ?? null })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!user) throw new DomainError('conflict', 'email.taken', 'email')

    await markUsers(trx, known, [user.id])
    const actor = { ...(await getActor(trx, user.id)), ip: account.ip }
    recordEvent(trx, actor, 'user.joined', { userId: user.id })
    return user
  })
}

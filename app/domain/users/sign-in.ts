import { DomainError } from '#app/domain/errors.ts'
import { canonicalEmail } from '#app/domain/users/email-address.ts'
import { passwordMatches } from '#app/platform/password.ts'
import { storable } from '#app/text/typed-text.ts'
import type { Db } from '#db/transaction.ts'

/**
 * The account of an address and a password. The error `sign_in.refused` and the time are the same whether the address
 * is unknown, has no password (imported people) or the password is wrong.
 */
export async function checkCredentials(
  db: Db,
  { email, password }: { email: string; password: string },
): Promise<{ id: number }> {
  const user = await db
    .selectFrom('users')
    .where('email', '=', storable(canonicalEmail(email)))
    .where('deletedAt', 'is', null)
    .select(['id', 'passwordHash'])
    .executeTakeFirst()
  const matches = await passwordMatches(user?.passwordHash, password.slice(0, 200))
  if (!user || !matches) throw new DomainError('forbidden', 'sign_in.refused')
  return { id: user.id }
}

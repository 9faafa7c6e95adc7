import { hash, verify } from '@node-rs/argon2'
import { normalize } from '#app/text/normalize.ts'

// Argon2id, the default of the library, with the minimum parameters of OWASP: 19 MiB, 2 passes, 1 lane.
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(normalize(password, 'NFKC'), OPTIONS)

const decoy = hashPassword('nobody has this password')

/**
 * Whether this is the password that was hashed. Without a hash (no such account, or an account without a password)
 * another hash is checked, so that the answer takes the same time.
 */
export async function passwordMatches(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await decoy), normalize(password, 'NFKC'))
  return matches && passwordHash !== null && passwordHash !== undefined
}

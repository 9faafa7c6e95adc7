import { hash, verify } from '@node-rs/argon2'

// Argon2id, the library's default, at the OWASP minimum for it: 19 MiB, 2 passes, 1 lane.
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), OPTIONS)

const decoy = hashPassword('nobody has this password')

/**
 * Whether the password is the one that was hashed. Without a hash (no such account, or one without a password) a hash
 * is checked all the same, so that the answer takes as long.
 */
export async function passwordMatches(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'))
  return matches && passwordHash !== null && passwordHash !== undefined
}

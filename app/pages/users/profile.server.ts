import { notFound } from '#app/domain/errors.ts'
import { getProfile, isFormerMember } from '#app/domain/profiles/queries.ts'
import { idParam, orHttpError } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

/**
 * The user of a profile, for the frame and each part of it. A user who left is not found: the frame says so, and no
 * part contains data about them.
 */
export async function findProfile(params: { userId?: string }) {
  const userId = idParam(params.userId)
  if (await isFormerMember(db, userId)) return null
  return orHttpError(getProfile(db, userId))
}

/** The id of the user of a part of the profile. Throws 404 for a user who left or never existed. */
export async function requireUserOf(params: { userId?: string }): Promise<number> {
  const profile = await findProfile(params)
  if (!profile) throw await orHttpError(Promise.reject(notFound('user')))
  return profile.id
}

import { notFound } from '#app/domain/errors.ts'
import { getProfile, isFormerMember } from '#app/domain/profiles/queries.ts'
import { idParam, orHttpError } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'

/**
 * The person whose page it is, for the frame of the profile and each of its parts. Who has left is nobody here: the
 * frame says so, and no part brings anything of them along.
 */
export async function findProfile(params: { userId?: string }) {
  const userId = idParam(params.userId)
  if (await isFormerMember(db, userId)) return null
  return orHttpError(getProfile(db, userId))
}

/** The number of the person of a part of the profile; a part of somebody who left, or never was, is not there. */
export async function requireUserOf(params: { userId?: string }): Promise<number> {
  const profile = await findProfile(params)
  if (!profile) throw await orHttpError(Promise.reject(notFound('user')))
  return profile.id
}

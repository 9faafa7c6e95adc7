import type { Viewer } from '#app/domain/users/actor.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModerator, isSuspended } from '#app/domain/users/roles.ts'

export const canDescribeTags = (viewer: Viewer): boolean => viewer !== null && hasPrivilege(viewer, 'editTags')

export const canManageSynonyms = (viewer: Viewer): boolean => viewer !== null && hasPrivilege(viewer, 'manageSynonyms')

/** Renaming and merging change what others have written: for moderators of everything. */
export const canReorganizeTags = (viewer: Viewer): boolean =>
  viewer !== null &&
  !isSuspended(viewer) &&
  isModerator(viewer) &&
  viewer.grants.some((grant) => grant.role !== 'expert' && grant.categoryId === null)

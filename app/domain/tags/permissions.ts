import { mayAct, mayWrite } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModeratorEverywhere } from '#app/domain/users/roles.ts'

export const canDescribeTags = mayWrite((actor) => hasPrivilege(actor, 'editTags'))

export const canManageSynonyms = mayWrite((actor) => hasPrivilege(actor, 'manageSynonyms'))

/** Renaming and merging change what others have written, so only moderators of the whole forum may do it. */
export const canReorganizeTags = mayAct(isModeratorEverywhere)

import { fieldName } from '#app/domain/categories/fields.ts'
import { type DomainError, forbidden } from '#app/domain/errors.ts'
import { isInGracePeriod } from '#app/domain/posts/is-in-grace-period.ts'
import { canEdit, canSuggestEdit, minutesUntilEditable } from '#app/domain/posts/permissions.ts'
import { getTextVersion } from '#app/domain/posts/text-version.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { getSuggestedEdit, listOpenEdits } from '#app/domain/suggested-edits/queries.ts'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { loadCategoryChoices } from '#app/web/category-choices.server.ts'
import type { OpenedForm } from '#app/web/faster.ts'
import { orHttpError } from '#app/web/http.ts'
import { db } from '#db/client.server.ts'
import type { Locale } from '#db/schema.ts'

/** The form of an edit, and what saving it does: an edit without a revision, an edit with one, or a suggested edit. */
export async function loadEditPage(actor: Actor, postId: number, locale: Locale) {
  const { post, thread } = await orHttpError(getPostForEditing(db, actor, postId))
  const { graceMinutes, hiddenMinutes } = await getSetting(db, 'editing')
  const at = new Date()
  const direct = canEdit(actor, thread, post)
  if (!direct && !canSuggestEdit(actor, thread, post)) await refuse(reasonAgainst(actor, post))
  if (minutesUntilEditable(actor, thread, post, { at, hiddenMinutes }) > 0) {
    await refuse(forbidden('post.hidden_wait', { minutes: hiddenMinutes }))
  }

  const [version, categories, inGracePeriod, open] = await Promise.all([
    getTextVersion(db, post.id),
    direct && post.kind === 'question' ? loadCategoryChoices(locale) : [],
    direct && isInGracePeriod(db, actor, post, thread, { at, minutes: graceMinutes }),
    listOpenEdits(db, actor, thread, [post]),
  ])
  const openEdit = open.get(post.id) ?? null
  // Somebody who suggests again continues with their suggested edit and the text on which it is based.
  const mine = openEdit?.mine ? (await orHttpError(getSuggestedEdit(db, actor, openEdit.id))).edit : null
  return {
    post: { id: post.id, kind: post.kind },
    thread: { id: thread.id, title: thread.title, locale: thread.locale, localeChosen: thread.localeChosen },
    way: !direct
      ? ('suggest' as const)
      : post.state === 'hidden'
        ? ('hidden' as const)
        : inGracePeriod
          ? ('grace' as const)
          : ('direct' as const),
    fields: {
      body: mine?.body ?? editableSource(post),
      title: mine?.title ?? thread.title,
      tags: (mine?.tags ?? thread.tags.map((tag) => tag.name)).join(' '),
      categoryId: thread.categoryId,
      language: thread.localeChosen ? thread.locale : 'auto',
      answers: answersOf(thread),
      reason: mine?.reason ?? '',
    },
    tellsAuthor: post.authorId !== null && post.authorId !== actor.id,
    opened: openPlace(thread),
    categories,
    graceMinutes,
    openEdit,
    baseRevision: mine?.baseVersion ?? version,
  }
}

type Place = { categoryId: number; fields: Record<string, string> }

const answersOf = ({ categoryId, fields }: Place): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [fieldName(categoryId, key), value]))

/** Where a question stands. Its version is that of the text, which counts every edit. */
export const openPlace = (thread: Place): OpenedForm => ({
  version: '',
  fields: { categoryId: String(thread.categoryId), ...answersOf(thread) },
})

const refuse = (error: DomainError) => orHttpError(Promise.reject(error))

function reasonAgainst(actor: Actor, post: { kind: string; state: string }): DomainError {
  const open = post.state === 'visible' && (post.kind === 'question' || post.kind === 'answer')
  return open ? forbidden('edit.suggest', { points: actor.privileges.suggestEdits }) : forbidden('post.edit')
}

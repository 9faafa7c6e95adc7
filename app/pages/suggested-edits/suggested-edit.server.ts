import { mergeVersions } from '#app/domain/posts/edit-conflict.ts'
import { canDecideEdit } from '#app/domain/suggested-edits/permissions.ts'
import { getSuggestedEdit } from '#app/domain/suggested-edits/queries.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { compareVersions } from '#app/text/compare-versions.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { orHttpError } from '#app/web/http.ts'
import { postPath } from '#app/web/paths.ts'
import { db } from '#db/client.server.ts'

/**
 * A suggested edit as its reader may see it: its changes and, when the post was edited meanwhile, both changes merged.
 */
export async function loadSuggestedEdit(actor: Actor, editId: number) {
  const found = await orHttpError(getSuggestedEdit(db, actor, editId))
  const { edit, post, thread, version } = found
  const suggested = { title: edit.title, tags: edit.tags, body: edit.body, bodyFormat: 'markdown' as const }
  const [base, now] = [found.base && asSource(found.base), asSource(found.now)]
  const open = edit.decidedAt === null && post.state === 'visible'
  const outdated = open && version !== edit.baseVersion
  const merged = outdated && base ? mergeVersions(base, suggested, now) : undefined
  const start = merged ?? suggested

  return {
    edit: {
      id: edit.id,
      state: edit.state,
      improved: edit.improved,
      version: edit.version,
      reason: edit.reason,
      createdAt: edit.createdAt,
      decidedAt: edit.decidedAt,
      decidedByName: edit.decidedBy === edit.authorId ? null : edit.decidedByName,
      decisionNote: edit.decisionNote,
      author: { id: edit.authorId, name: edit.authorName, reputation: edit.authorReputation },
    },
    post: { id: post.id, kind: post.kind, path: postPath(thread.id, post.id) },
    thread: { id: thread.id, title: thread.title, locale: thread.otherLanguage ?? thread.locale },
    comparison: base ? compareVersions(base, suggested) : null,
    outdated,
    baseRevision: version,
    merged: merged ?? null,
    /** What saving would change in the current text of the post: both changes merged, or the suggestion alone. */
    against: outdated ? compareVersions(now, start) : null,
    start: { body: start.body, title: start.title ?? thread.title, tags: (start.tags ?? []).join(' ') },
    may: {
      decide: open && canDecideEdit(actor, edit, { ...post, categoryId: thread.categoryId }),
      withdraw: edit.decidedAt === null && edit.authorId === actor.id,
    },
  }
}

const asSource = <Text extends { body: string; bodyFormat: 'markdown' | 'html' }>(text: Text) => ({
  ...text,
  body: editableSource(text),
  bodyFormat: 'markdown' as const,
})

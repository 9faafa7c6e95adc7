import { findVersion, getTextVersion } from '#app/domain/posts/text-version.ts'
import { parseTags } from '#app/domain/tags/tag-names.ts'
import { getPostForEditing } from '#app/domain/threads/queries.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { compareVersions } from '#app/text/compare-versions.ts'
import { editableSource } from '#app/text/editable-source.ts'
import { mergeTexts } from '#app/text/merge-texts.ts'
import type { Db } from '#db/transaction.ts'

type Typed = { body: string; title?: string; tags?: string; baseRevision: number }
type Text = { title: string | null; tags: string[] | null; body: string; bodyFormat: 'markdown' | 'html' }

/**
 * The typed text and the current text of a post that was changed meanwhile, and both merged when they change different
 * lines. It is read after the edit was refused: saving again with `version` overwrites the text that is shown here.
 */
export async function loadEditConflict(db: Db, viewer: Viewer, postId: number, typed: Typed): Promise<EditConflict> {
  const { post, thread } = await getPostForEditing(db, viewer, postId)
  const isQuestion = post.kind === 'question'
  const now: Text = {
    title: isQuestion ? thread.title : null,
    tags: isQuestion ? thread.tags.map((tag) => tag.name) : null,
    body: editableSource(post),
    bodyFormat: 'markdown',
  }
  const mine: Text = {
    title: isQuestion ? (typed.title ?? thread.title) : null,
    tags: isQuestion ? (typed.tags === undefined ? now.tags : parseTags(typed.tags)) : null,
    body: typed.body.replace(/\r\n?/g, '\n').trim(),
    bodyFormat: 'markdown',
  }
  const [version, base] = await Promise.all([getTextVersion(db, post.id), findVersion(db, post, typed.baseRevision)])
  return compareForConflict({ version, base, mine, now })
}

/** Two changes of one text, and both merged when it is known which text they changed, and they change different lines. */
export function compareForConflict({
  version,
  base,
  mine,
  now,
}: {
  version: number
  base: Text | undefined
  mine: Text
  now: Text
}) {
  const merged = base && mergeVersions(base, mine, now)
  return {
    version,
    now,
    comparison: compareVersions(now, mine),
    merged: merged ? { ...merged, comparison: compareVersions(now, merged) } : null,
  }
}
export type EditConflict = ReturnType<typeof compareForConflict>

/** Undefined when both changed the same part in different ways. */
export function mergeVersions(base: Text, mine: Text, theirs: Text): Text | undefined {
  const body = mergeTexts(editableSource(base), editableSource(mine), editableSource(theirs))
  const title = mergeWhole(base.title, mine.title, theirs.title)
  const tags = mergeWhole(base.tags?.join(' ') ?? null, mine.tags?.join(' ') ?? null, theirs.tags?.join(' ') ?? null)
  if (body === undefined || title === undefined || tags === undefined) return undefined
  return { title, tags: tags?.split(' ') ?? null, body, bodyFormat: 'markdown' }
}

function mergeWhole(base: string | null, mine: string | null, theirs: string | null): string | null | undefined {
  if (mine === base || mine === theirs) return theirs
  return theirs === base ? mine : undefined
}

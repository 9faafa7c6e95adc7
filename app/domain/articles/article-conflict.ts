import { compareForConflict, type EditConflict } from '#app/domain/posts/edit-conflict.ts'
import { countRevisions } from '#app/domain/posts/edit-post.ts'
import { findVersion } from '#app/domain/posts/text-version.ts'
import { editableSource } from '#app/text/editable-source.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

type Typed = { articleId: number; locale: Locale; title: string; body: string; baseRevision: number }

/**
 * The typed text and the present one of a language of an article that was changed meanwhile; undefined when that language
 * is not written yet. It is read after the edit was refused, for somebody who may edit the article.
 */
export async function loadArticleConflict(db: Db, typed: Typed): Promise<EditConflict | undefined> {
  const written = await db
    .selectFrom('articleTranslations')
    .innerJoin('posts', 'posts.id', 'articleTranslations.postId')
    .where('articleTranslations.articleId', '=', typed.articleId)
    .where('articleTranslations.locale', '=', typed.locale)
    .select(['posts.id', 'posts.body', 'posts.bodyFormat', 'articleTranslations.title'])
    .executeTakeFirst()
  if (!written) return undefined
  const [version, base] = await Promise.all([
    countRevisions(db, written.id),
    typed.baseRevision < 0 ? undefined : findVersion(db, { id: written.id, graceEdits: 0 }, typed.baseRevision),
  ])
  return compareForConflict({
    version,
    base: base && { ...base, tags: null },
    now: { title: written.title, tags: null, body: editableSource(written), bodyFormat: 'markdown' },
    mine: { title: typed.title, tags: null, body: typed.body.replace(/\r\n?/g, '\n').trim(), bodyFormat: 'markdown' },
  })
}

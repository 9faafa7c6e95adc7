import { editableSource } from '#app/text/editable-source.ts'
import { diffLine, diffTags, diffTexts } from '#app/text/text-diff.ts'

type Version = {
  title: string | null
  tags: string[] | null
  body: string
  bodyFormat: 'markdown' | 'html'
}

/**
 * Compares two versions of a post: the text, and for a question also title and tags when they differ. The budget is in
 * milliseconds.
 */
export function compareVersions(before: Version, after: Version, options: { budget?: number } = {}) {
  const [tagsBefore, tagsAfter] = [before.tags ?? [], after.tags ?? []]
  return {
    title:
      before.title !== null && after.title !== null && before.title !== after.title
        ? diffLine(before.title, after.title)
        : null,
    tags:
      before.tags !== null && after.tags !== null && tagsBefore.join(' ') !== tagsAfter.join(' ')
        ? diffTags(tagsBefore, tagsAfter)
        : null,
    text: diffTexts(editableSource(before), editableSource(after), options),
  }
}
export type Comparison = ReturnType<typeof compareVersions>

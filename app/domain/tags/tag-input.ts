import { z } from 'zod'
import { cleanTagName, isTagName, TAGS_LENGTH, TAGS_MAX } from '#app/domain/tags/tag-names.ts'
import { storable } from '#app/text/typed-text.ts'

/** One tag name as typed, for a rename or a synonym; refused as `tags.invalid`. */
export const tagName = z
  .string()
  .max(1000)
  .transform((typed, context) => {
    const name = cleanTagName(typed)
    if (isTagName(name)) return name
    context.addIssue({ code: 'custom', message: 'tags.invalid', params: { tag: name } })
    return z.NEVER
  })

/** A list of tags as typed; one that is longer than five tags can be is refused as `tags.too_many`. */
export const tagsInput = z.string().transform((typed, context) => {
  if (typed.length <= TAGS_LENGTH) return storable(typed)
  context.addIssue({ code: 'custom', message: 'tags.too_many', params: { max: TAGS_MAX } })
  return z.NEVER
})

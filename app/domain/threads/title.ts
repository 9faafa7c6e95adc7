import { line } from '#app/domain/input.ts'

export const TITLE_LENGTH = [10, 150] as const
/** Imported titles may be longer than those that are typed; none is longer than this. */
export const STORED_TITLE_MAX = 250

/** The title of a question, as commands take it; refused as `title.too_short` or `title.too_long`. */
export const titleInput = line({ min: TITLE_LENGTH[0], max: TITLE_LENGTH[1], code: 'title' })

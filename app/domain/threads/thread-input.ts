import { z } from 'zod'
import { line, typed } from '#app/domain/input.ts'

export const TITLE_LENGTH = [15, 150] as const

/** The title of a question, as commands take it; refused as `title.too_short` or `title.too_long`. */
export const titleInput = line({ min: TITLE_LENGTH[0], max: TITLE_LENGTH[1], code: 'title' })

/** Tags as typed, not longer than five names can be. */
export const tagsInput = typed(1_000)

/** The answers to the fields of a category, by the keys of the fields; each category checks them by its own rules. */
export const fieldsInput = z.record(typed(100), typed(10_000)).refine((fields) => Object.keys(fields).length <= 100)

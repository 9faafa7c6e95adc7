import { z } from 'zod'

/** The language and the revision of the article that somebody had before them when they validated it. */
export const seenText = z.object({
  locale: z.enum(['en', 'fr']).optional(),
  baseRevision: z.coerce.number().int().optional(),
})

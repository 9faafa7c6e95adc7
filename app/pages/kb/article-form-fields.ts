import { z } from 'zod'

const id = z.preprocess((value) => (value === '' ? undefined : value), z.coerce.number().int().min(0).default(0))

/** The fields of an article as a form sends them. */
export const articleForm = z.object({
  title: z.string().default(''),
  body: z.string().default(''),
  categoryId: id,
  audience: z.enum(['public', 'members', 'staff']).optional(),
  locale: z.enum(['en', 'fr']),
})

/** The text of an article's draft as values of its form. Fields that a draft does not have come from `otherwise`. */
export function articleOfDraft<Fields extends Partial<z.infer<typeof articleForm>>>(
  fields: Record<string, string> | undefined,
  otherwise: Fields,
): Fields & Partial<z.infer<typeof articleForm>> {
  const read = articleForm.partial({ locale: true }).safeParse(fields)
  if (!fields || !read.success) return otherwise
  return { ...otherwise, ...read.data, audience: read.data.audience ?? otherwise.audience }
}

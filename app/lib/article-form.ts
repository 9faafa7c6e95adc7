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

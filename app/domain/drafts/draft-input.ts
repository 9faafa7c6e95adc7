import { z } from 'zod'
import type { DraftKey } from '#app/domain/drafts/draft-key.ts'
import { locale } from '#app/domain/input.ts'
import type { DraftKind } from '#db/schema.ts'

const KINDS: DraftKind[] = [
  'question',
  'answer',
  'comment',
  'edit',
  'article',
  'article_edit',
  'ticket',
  'private_reply',
  'contact',
]

/** The key of a draft, as commands take it. */
export const draftInput = z.object({
  kind: z.enum(KINDS),
  subjectId: z.number().int().min(0).optional(),
  locale: locale.optional(),
}) satisfies z.ZodType<DraftKey>

import { z } from 'zod'
import { type DraftKey, parseDraftName } from '#app/domain/drafts/draft-key.ts'

/** The name of the draft in a form. */
export const draftName = z
  .string()
  .transform(parseDraftName)
  .refine((key): key is DraftKey => key !== undefined)

/** Fields of forms that people do not type in. */
const CONTROLS = new Set([
  'draft',
  'draftVersion',
  'draftWriter',
  'draftWritten',
  'draftForce',
  'step',
  'undo',
  'opened',
  'search',
  'duplicateOf',
  'solves',
  'account',
  'shown',
])

/** The fields of a form that make up its draft. */
export const draftFields = (sent: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => !CONTROLS.has(name)))

import { z } from 'zod'
import { parseDraftName } from '#app/domain/drafts/draft-key.ts'

/** The draft that a form says it is. */
export const draftName = z.string().transform((name, checked) => {
  const key = parseDraftName(name)
  if (key) return key
  checked.addIssue({ code: 'custom', message: 'No kind of draft' })
  return z.NEVER
})

/** What forms carry besides what people type in them. */
const CONTROLS = new Set([
  'draft',
  'draftVersion',
  'draftWriter',
  'draftWritten',
  'draftForce',
  'step',
  'undo',
  'opened',
])

/** The fields of a form that make up its draft. */
export const draftFields = (sent: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => !CONTROLS.has(name)))

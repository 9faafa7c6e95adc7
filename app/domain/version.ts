import { createHash } from 'node:crypto'
import { type Change, faster } from '#app/domain/errors.ts'
import { bounded } from '#app/domain/input.ts'

/**
 * The version of what a form shows, as the input of the command that saves it. Without one, for example from the demo,
 * the command saves over whatever is there.
 */
export const version = bounded(64)
  .regex(/^[\w-]*$/)
  .optional()

/**
 * The version of what somebody has before them in a form: a digest of its values as they are stored. Two people with the
 * same version saw the same; what was changed and changed back is the same version again.
 */
export const versionOf = (values: Record<string, unknown>): string =>
  createHash('sha256').update(JSON.stringify(values, inOrder)).digest('base64url').slice(0, 22)

/**
 * Refuses to save over what somebody else has saved since the form was opened, as conflict `form.faster` with who it was.
 * What is there already, because the form was sent twice, is not refused. The caller holds the lock on what the form
 * changes, so that of two who save at once only one is not refused.
 */
export async function refuseIfFaster(
  seen: string | undefined,
  { now, wanted }: { now: Record<string, unknown>; wanted: Record<string, unknown> },
  findChange: () => Promise<Change | undefined>,
): Promise<void> {
  if (seen === undefined) return
  const present = versionOf(now)
  if (seen !== present && versionOf(wanted) !== present) throw faster('form.faster', await findChange())
}

/** For what only its owner changes: it was them, in another window, and when as far as that is kept. */
export const byOneself =
  (actor: { id: number }, at: Date | null = null) =>
  async (): Promise<Change> => ({ id: actor.id, name: null, at })

// The keys of jsonb come back in another order than they were written in.
const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

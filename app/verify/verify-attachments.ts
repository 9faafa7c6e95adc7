import { fileNames } from '#app/domain/attachments/remove-orphans.ts'
import type { AttachmentStore } from '#app/platform/attachment-store.ts'
import type { VerifiedFigure } from '#app/verify/verify.ts'
import type { Db } from '#db/transaction.ts'

const EXAMPLES = 5
const BATCH = 1000

/** Checks that every file of every attachment is in the store, and that the original file has the length in its row. */
export async function verifyAttachments(db: Db, store: AttachmentStore): Promise<VerifiedFigure> {
  const problems: string[] = []
  let checked = 0
  let after = 0
  for (;;) {
    const rows = await db
      .selectFrom('attachments')
      .where('id', '>', after)
      .orderBy('id')
      .limit(BATCH)
      .select(['id', 'key', 'extension', 'variants', 'bytes'])
      .execute()
    for (const row of rows) {
      const problem = await findProblem(store, row)
      if (problem) problems.push(`attachment ${row.id}: ${problem}`)
    }
    checked += rows.length
    after = rows.at(-1)?.id ?? after
    if (rows.length < BATCH) break
  }
  return { figure: 'attachments', checked, drifted: problems.length, examples: problems.slice(0, EXAMPLES) }
}

async function findProblem(
  store: AttachmentStore,
  row: { key: string; extension: string; variants: number[]; bytes: number },
): Promise<string | undefined> {
  for (const [at, name] of fileNames(row).entries()) {
    const file = await store.read(name)
    if (!file) return `${name} is missing`
    if (at === 0 && file.bytes !== row.bytes) return `${name} has ${file.bytes} bytes instead of ${row.bytes}`
  }
  return undefined
}

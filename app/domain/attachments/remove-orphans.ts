import { type SqlBool, sql } from 'kysely'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import { sweepEach } from '#app/domain/sweeps/sweep-rows.ts'
import type { AttachmentStore } from '#app/platform/attachment-store.ts'
import { attachmentFileName, readAttachmentFileName } from '#app/text/attachment-address.ts'
import type { Db } from '#db/transaction.ts'

const BATCH = 100
const HOUR = 3_600_000

/** No post and no revision uses it, no draft of its uploader, and no open suggested edit. */
const unused = sql<SqlBool>`
  not exists (select from post_attachments used where used.attachment_id = attachments.id)
  and not exists (
    select from drafts where drafts.user_id = attachments.uploader_id
      and drafts.fields::text like '%' || attachments.key || '%')
  and not exists (
    select from suggested_edits suggested where suggested.author_id = attachments.uploader_id
      and suggested.state = 'open' and suggested.body like '%' || attachments.key || '%')`

/**
 * Deletes attachments that no text has used for some time, and files without an attachment. The row is deleted first:
 * when this is interrupted, a file without a row remains, and the next run deletes it.
 */
export async function removeOrphans(
  db: Db,
  store: AttachmentStore,
  { now }: { now: Date },
): Promise<{ attachments: number; files: number; failed: number }> {
  const { orphanHours } = await getSetting(db, 'attachments')
  const before = new Date(now.getTime() - orphanHours * HOUR)
  let attachments = 0
  async function* filesOfRemoved() {
    for (;;) {
      const removed = await removeRows(db, before)
      attachments += removed.length
      for (const row of removed) yield* fileNames(row)
      if (removed.length < BATCH) return
    }
  }
  const remove = async (name: string) => {
    await store.delete(name)
    return true
  }
  const subject = (name: string) => `file ${name}`
  const own = await sweepEach(db, { name: 'attachments.remove_orphans', subject }, filesOfRemoved(), remove)
  // The file of a row that is gone is a stray one, so what could not be deleted above is tried again here, every hour.
  const stray = strayFiles(db, store, before)
  const files = await sweepEach(db, { name: 'attachments.remove_strays', subject }, stray, remove)
  return { attachments, files: files.done, failed: own.failed + files.failed }
}

/** Every file in the store that belongs to an attachment. */
export function fileNames(row: { key: string; extension: string; variants: number[] }): string[] {
  const { key, extension } = row
  return [
    attachmentFileName({ key, extension }),
    ...row.variants.map((width) => attachmentFileName({ key, extension, width })),
  ]
}

function removeRows(db: Db, before: Date) {
  return db.transaction().execute(async (trx) => {
    const locked = await trx
      .selectFrom('attachments')
      .where('createdAt', '<', before)
      .where(unused)
      .orderBy('id')
      .limit(BATCH)
      .forUpdate()
      .skipLocked()
      .select('id')
      .execute()
    if (locked.length === 0) return []
    // Checks again after taking the lock, when nobody can begin to use them: a post may have done so while this waited.
    return trx
      .deleteFrom('attachments')
      .where(
        'id',
        'in',
        locked.map(({ id }) => id),
      )
      .where(unused)
      .returning(['key', 'extension', 'variants'])
      .execute()
  })
}

async function* strayFiles(db: Db, store: AttachmentStore, before: Date): AsyncGenerator<string> {
  let names: string[] = []
  const strays = async () => {
    const keys = [...new Set(names.map((name) => readAttachmentFileName(name)?.key ?? ''))]
    const rows =
      keys.length === 0 ? [] : await db.selectFrom('attachments').where('key', 'in', keys).selectAll().execute()
    const known = new Set(rows.flatMap(fileNames))
    const found = names.filter((name) => !known.has(name))
    names = []
    return found
  }
  for await (const { name, storedAt } of store.list()) {
    // The row of a younger file may not be written yet.
    if (storedAt >= before) continue
    names.push(name)
    if (names.length === BATCH) yield* await strays()
  }
  yield* await strays()
}

import { createReadStream } from 'node:fs'
import { chmod, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { env } from '#app/platform/env.ts'
import { readAttachmentFileName } from '#app/text/attachment-address.ts'

export type StoredFile = { name: string; bytes: number; storedAt: Date }

/**
 * Stores the bytes of attachments under the names of `attachment-address.ts`. A name is written once and its bytes
 * never change. A file is stored completely or not at all, even if the process stops meanwhile.
 */
export type AttachmentStore = {
  put(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined when there is no such file. */
  read(name: string): Promise<{ bytes: number; open(): ReadableStream<Uint8Array> } | undefined>
  /** Does nothing when the file is already deleted. */
  delete(name: string): Promise<void>
  list(): AsyncIterable<StoredFile>
}

const INCOMING = 'incoming'
const ONE_HOUR = 3_600_000

/** Stores files in a folder, spread over 256 × 256 subfolders so that none grows large. */
export function folderStore(folder: string): AttachmentStore {
  const pathOf = (name: string): string => {
    // A text that is not one of our names is never used as a path.
    if (!readAttachmentFileName(name)) throw new Error('Not the name of an attachment')
    return join(folder, name.slice(0, 2), name.slice(2, 4), name)
  }

  return {
    async put(name, bytes) {
      const path = pathOf(name)
      const incoming = join(folder, INCOMING)
      const temporary = join(incoming, crypto.randomUUID())
      await closeToOthers(folder)
      await mkdir(incoming, { recursive: true })
      await mkdir(join(path, '..'), { recursive: true })
      try {
        const file = await open(temporary, 'wx')
        try {
          await file.writeFile(bytes)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
    },

    async read(name) {
      const path = pathOf(name)
      const found = await stat(path).catch(orMissing)
      if (!found) return undefined
      return { bytes: found.size, open: () => Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array> }
    },

    delete: (name) => rm(pathOf(name), { force: true }),

    async *list() {
      await clearIncoming(join(folder, INCOMING))
      const entries = await opendir(folder, { recursive: true }).catch(orMissing)
      if (!entries) return
      for await (const entry of entries) {
        if (!entry.isFile() || !readAttachmentFileName(entry.name)) continue
        const found = await stat(join(entry.parentPath, entry.name)).catch(orMissing)
        if (found) yield { name: entry.name, bytes: found.size, storedAt: found.mtime }
      }
    },
  }
}

/**
 * Private files are among them, so only the user of this process may enter the folder; one that was made before, or by
 * an operator, is closed too. Where the file system keeps no such modes, or the folder is somebody else's, it stays.
 */
async function closeToOthers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { mode } = await stat(folder)
  if ((mode & 0o077) !== 0) await chmod(folder, 0o700).catch(() => {})
}

/** Deletes files that a killed process had begun to write. */
async function clearIncoming(folder: string): Promise<void> {
  const entries = await opendir(folder).catch(orMissing)
  if (!entries) return
  for await (const entry of entries) {
    const path = join(folder, entry.name)
    const found = await stat(path).catch(orMissing)
    if (found && Date.now() - found.mtimeMs > ONE_HOUR) await rm(path, { force: true })
  }
}

function orMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** The store of this forum: `DATA_DIR/attachments`, shared by all web processes. */
export const attachmentStore = (): AttachmentStore => folderStore(join(env.DATA_DIR, 'attachments'))

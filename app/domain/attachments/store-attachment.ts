import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { z } from 'zod'
import { cleanFileName, hasNameOfImage, inspectFile } from '#app/domain/attachments/inspect-file.ts'
import { commandWithoutTransaction } from '#app/domain/command.ts'
import { DomainError, forbidden } from '#app/domain/errors.ts'
import { moment, typed } from '#app/domain/input.ts'
import { getSetting } from '#app/domain/settings/get-setting.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { mayAct } from '#app/domain/users/permission.ts'
import { hasPrivilege } from '#app/domain/users/privileges.ts'
import { isModeratorEverywhere } from '#app/domain/users/roles.ts'
import type { AttachmentStore } from '#app/platform/attachment-store.ts'
import { type RemadeImage, remakeImage } from '#app/platform/images.ts'
import { attachmentFileName, attachmentPath } from '#app/text/attachment-address.ts'
import { type Db, inTransaction } from '#db/transaction.ts'

const MEGABYTE = 1_000_000
const DAY = 86_400_000

export type StoredAttachment = { id: number; url: string; markdown: string; width?: number; height?: number }

/** The limit is in bytes. */
export const tooLarge = (max: number) =>
  new DomainError('invalid', 'attachment.too_large', 'file', { max: max / MEGABYTE })

/** Checked before the bytes of a file are read; the command that stores it checks again. */
const canAttach = mayAct(() => true)

/**
 * Checks whether somebody may attach a file of this name now, before its bytes are read. Throws forbidden
 * `account.suspended`, `images.privilege` with the points that are needed, `images.first_day`. Returns how many bytes
 * the file may have.
 */
export async function checkMayAttach(
  db: Db,
  actor: Actor,
  file: { name: string; contentType: string; at?: Date },
): Promise<{ maxBytes: number }> {
  if (!canAttach(actor)) throw forbidden('account.suspended')
  const limits = await getSetting(db, 'attachments')
  const isImage = /^image\//i.test(file.contentType) || hasNameOfImage(cleanFileName(file.name))
  if (!isImage) return { maxBytes: limits.fileMegabytes * MEGABYTE }
  await checkMayShowImages(db, actor, file.at)
  return { maxBytes: limits.imageMegabytes * MEGABYTE }
}

async function checkMayShowImages(db: Db, actor: Actor, now = new Date()): Promise<void> {
  if (!hasPrivilege(actor, 'postImages')) {
    throw new DomainError('forbidden', 'images.privilege', 'file', { points: actor.privileges.postImages })
  }
  if (isModeratorEverywhere(actor) || now.getTime() - actor.createdAt.getTime() >= DAY) return
  const { firstDayImages } = await getSetting(db, 'writing')
  const { count } = await db
    .selectFrom('attachments')
    .where('uploaderId', '=', actor.id)
    .where('kind', '=', 'image')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count >= firstDayImages) throw new DomainError('forbidden', 'images.first_day', 'file', { max: firstDayImages })
}

/**
 * Stores a file for a text. Images are encoded again, without metadata, and get smaller copies; other files stay as
 * they are. Only the uploader sees the file until a post uses it. Throws what `inspectFile` and `checkMayAttach` throw,
 * and invalid `attachment.too_large`, `.too_many_pixels`, `.broken_image`, `.too_heavy`; too_many `attachment.busy`
 * with the seconds to wait, `attachment.quota_day`; forbidden `attachment.quota_all`.
 */
export const storeAttachment = commandWithoutTransaction(
  {
    name: 'attachment.store',
    input: z.object({
      store: z.custom<AttachmentStore>(
        (given) => typeof given === 'object' && given !== null && 'put' in given,
        'input.malformed',
      ),
      name: typed(20_000),
      contentType: typed(20_000),
      bytes: z.custom<Uint8Array>((given) => given instanceof Uint8Array, 'input.malformed'),
      at: moment,
    }),
    callers: 'active',
  },
  async (db, actor, { store, ...file }): Promise<StoredAttachment> => {
    await checkMayAttach(db, actor, file)
    const limits = await getSetting(db, 'attachments')
    const name = cleanFileName(file.name)
    await checkRoom(db, actor, file.bytes.length)
    const found = await inspectFile({ ...file, name })
    const max = found.kind === 'image' ? limits.imageMegabytes : limits.fileMegabytes
    // A text can take twice its bytes in UTF-8.
    const bytes = found.kind === 'file' ? Math.max(found.bytes.length, file.bytes.length) : file.bytes.length
    if (bytes > max * MEGABYTE) throw tooLarge(max * MEGABYTE)

    const key = randomBytes(16).toString('hex')
    if (found.kind === 'file') {
      const { extension, bytes } = found
      await store.put(attachmentFileName({ key, extension }), bytes)
      const { id } = await insert(db, actor, { key, ...found, name, bytes: bytes.length })
      const url = attachmentPath({ key, extension })
      return { id, url, markdown: `[${name}](${url})` }
    }

    // It is an image, although its name may not say so.
    await checkMayShowImages(db, actor, file.at)
    const image = await remake(file.bytes, limits)
    for (const { width, bytes } of image.variants) {
      await store.put(attachmentFileName({ key, extension: 'webp', width }), bytes)
    }
    const { extension, mediaType, width, height } = image
    await store.put(attachmentFileName({ key, extension }), image.bytes)
    const { id } = await insert(db, actor, {
      key,
      kind: 'image',
      extension,
      mediaType,
      name,
      bytes: image.bytes.length,
      width,
      height,
      variants: image.variants.map((variant) => variant.width),
    })
    const url = attachmentPath({ key, extension })
    return { id, url, markdown: `![${altOf(name)}](${url})`, width, height }
  },
)

/**
 * Checks whether the files of a person have room for so many bytes more. Checked before the work, and again with a lock
 * on the person, so that two uploads at once do not take the same room. Throws too_many `attachment.quota_day`, forbidden
 * `attachment.quota_all`.
 */
async function checkRoom(db: Db, actor: Actor, bytes: number): Promise<void> {
  const { megabytesADay, megabytesInAll } = await getSetting(db, 'attachments')
  const { today, all } = await db
    .selectFrom('attachments')
    .where('uploaderId', '=', actor.id)
    .select([
      sql<number>`coalesce(sum(bytes) filter (where created_at > now() - interval '1 day'), 0)::float8`.as('today'),
      sql<number>`coalesce(sum(bytes), 0)::float8`.as('all'),
    ])
    .executeTakeFirstOrThrow()
  if (all + bytes > megabytesInAll * MEGABYTE) {
    throw new DomainError('forbidden', 'attachment.quota_all', 'file', { max: megabytesInAll })
  }
  if (today + bytes > megabytesADay * MEGABYTE) {
    throw new DomainError('too_many', 'attachment.quota_day', 'file', { max: megabytesADay, seconds: 3_600 })
  }
}

async function remake(
  bytes: Uint8Array,
  { megapixels, animationMegapixels }: { megapixels: number; animationMegapixels: number },
): Promise<RemadeImage> {
  const answer = await remakeImage({
    bytes,
    maxPixels: megapixels * 1_000_000,
    maxPixelsOfAnimation: animationMegapixels * 1_000_000,
  })
  if (!answer) throw new DomainError('too_many', 'attachment.busy', 'file', { seconds: 10 })
  if (answer.image) return answer.image
  const max = answer.refusal === 'attachment.animation_too_long' ? animationMegapixels : megapixels
  throw new DomainError('invalid', answer.refusal, 'file', { max })
}

// The files are written before the row: a file without a row is deleted later, but a row without its file would be a
// broken image.
function insert(
  db: Db,
  actor: Actor,
  attachment: {
    key: string
    kind: 'image' | 'file'
    extension: string
    mediaType: string
    name: string
    bytes: number
    width?: number
    height?: number
    variants?: number[]
  },
): Promise<{ id: number }> {
  return inTransaction(db, async (trx) => {
    await trx.selectFrom('users').where('id', '=', actor.id).select('id').forNoKeyUpdate().execute()
    await checkRoom(trx, actor, attachment.bytes)
    return trx
      .insertInto('attachments')
      .values({ ...attachment, uploaderId: actor.id })
      .returning('id')
      .executeTakeFirstOrThrow()
  })
}

/** The alternative text of an image, made from its file name; the writer can replace it by a better one. */
function altOf(name: string): string {
  return (
    name
      .replace(/\.[^.]*$/, '')
      .replace(/[-_]+/g, ' ')
      .trim() || name
  )
}

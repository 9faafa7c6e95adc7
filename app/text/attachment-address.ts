export type AttachmentFile = { key: string; extension: string; width?: number }

/** The name of an attachment's file in the store and in its address. With a width: the name of a smaller copy. */
export const attachmentFileName = ({ key, extension, width }: AttachmentFile): string =>
  width === undefined ? `${key}.${extension}` : `${key}-${width}.webp`

export const attachmentPath = (file: AttachmentFile): string => `/attachments/${attachmentFileName(file)}`

const FILE_NAME = /^([0-9a-f]{32})(?:-(\d{2,4}))?\.([a-z0-9]{1,8})$/

/** The parts of such a name; undefined for any other text. */
export function readAttachmentFileName(name: string): AttachmentFile | undefined {
  const match = FILE_NAME.exec(name)
  if (!match) return undefined
  const [, key = '', width, extension = ''] = match
  if (width !== undefined && extension !== 'webp') return undefined
  return { key, extension, ...(width === undefined ? {} : { width: Number(width) }) }
}

/** The attachment in an address of this site. */
export function readAttachmentPath(path: string): AttachmentFile | undefined {
  return path.startsWith('/attachments/') ? readAttachmentFileName(path.slice('/attachments/'.length)) : undefined
}

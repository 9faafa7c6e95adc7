import { fileTypeFromBuffer } from 'file-type'
import { DomainError } from '#app/domain/errors.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import { asUtf8 } from '#app/text/decode-text.ts'
import { typedLine } from '#app/text/typed-text.ts'

/** The bytes of a file are those to keep: a text is in UTF-8, whatever it was. */
export type FileKind = { kind: 'image' } | { kind: 'file'; extension: string; mediaType: string; bytes: Uint8Array }

/** In bytes: the beginning of a file by which its type is told. An archive can have a million entries. */
const TOLD_BY = 256 * 1024
const IMAGE_TYPES = new Set(
  ['png', 'apng', 'jpeg', 'gif', 'webp', 'avif', 'heic', 'heif', 'heic-sequence', 'heif-sequence'].map(
    (type) => `image/${type}`,
  ),
)
const IMAGE_EXTENSIONS = new Set([
  'png',
  'apng',
  'jpg',
  'jpeg',
  'jpe',
  'jfif',
  'gif',
  'webp',
  'avif',
  'heic',
  'heif',
  'hif',
])

const TEXT = 'text/plain; charset=utf-8'
const OFFICE = 'application/vnd.openxmlformats-officedocument'
const OPEN_DOCUMENT = 'application/vnd.oasis.opendocument'

/**
 * File types other than images that may be attached. All text files are sent as plain text, so a browser runs none of
 * them.
 */
const MEDIA_TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  zip: 'application/zip',
  gz: 'application/gzip',
  tgz: 'application/gzip',
  docx: `${OFFICE}.wordprocessingml.document`,
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  pptx: `${OFFICE}.presentationml.presentation`,
  odt: `${OPEN_DOCUMENT}.text`,
  ods: `${OPEN_DOCUMENT}.spreadsheet`,
  odp: `${OPEN_DOCUMENT}.presentation`,
  txt: TEXT,
  log: TEXT,
  out: TEXT,
  err: TEXT,
  md: TEXT,
  csv: 'text/csv; charset=utf-8',
  tsv: TEXT,
  json: TEXT,
  xml: TEXT,
  yaml: TEXT,
  yml: TEXT,
  toml: TEXT,
  ini: TEXT,
  conf: TEXT,
  cfg: TEXT,
  properties: TEXT,
  diff: TEXT,
  patch: TEXT,
}

export const ATTACHABLE_FILES = Object.keys(MEDIA_TYPES)

/** What people often want to attach and cannot, and the refusal that says what to do instead. */
const INSTEAD: Array<[ErrorCode, string[]]> = [
  ['attachment.video', ['mp4', 'm4v', 'mov', 'webm', 'mkv', 'avi', 'wmv', '3gp', 'mpg', 'mpeg']],
  ['attachment.other_image', ['bmp', 'tif', 'tiff', 'psd', 'raw', 'dng', 'cr2', 'nef', 'jxl', 'ico', 'xcf']],
  ['attachment.other_archive', ['rar', '7z', 'tar', 'bz2', 'xz', 'zst', 'cab']],
  ['attachment.other_document', ['doc', 'xls', 'ppt', 'rtf', 'pages', 'numbers', 'key', 'eml', 'msg', 'evtx']],
]

const refuse = (code: ErrorCode, figures?: Record<string, string | number>) =>
  new DomainError('invalid', code, 'file', figures)

/**
 * The name of a file without its folders and without characters that no file name should have; at most 120 characters.
 */
export function cleanFileName(typed: string): string {
  const name = typedLine(typed.split(/[/\\]/).at(-1) ?? '').replace(/[\p{C}<>:"|?*[\]`]/gu, '')
  const dot = name.lastIndexOf('.')
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  const short = [...stem.replace(/^\.+/, '')].slice(0, 100).join('').trim()
  return (short || 'file') + extension.slice(0, 20)
}

/** A log that was put aside keeps its kind: `system.log.1`, `boot.log-20261122`. */
function extensionOf(name: string): string {
  const found = /\.(log)[._-]\d[\d._-]{0,30}$/i.exec(name) ?? /\.([a-z0-9]{1,10})$/i.exec(name)
  return found?.[1]?.toLowerCase() ?? ''
}

export const hasNameOfImage = (name: string): boolean => IMAGE_EXTENSIONS.has(extensionOf(name))

/**
 * Finds the type of a file from its content. Its name and the type that the browser sent must not contradict it. Throws
 * invalid `attachment.empty`, `.svg`, `.type`, `.not_an_image`, `.not_the_type`, `.not_text`, `.polyglot`, and for what
 * can be attached as something else `.video`, `.other_image`, `.other_archive`, `.other_document`.
 */
export async function inspectFile(file: { name: string; contentType: string; bytes: Uint8Array }): Promise<FileKind> {
  const { bytes } = file
  if (bytes.length === 0) throw refuse('attachment.empty')
  const extension = extensionOf(file.name)
  const claimed = file.contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  if (extension === 'svg' || extension === 'svgz' || claimed === 'image/svg+xml') throw refuse('attachment.svg')

  const found = await fileTypeFromBuffer(bytes.subarray(0, TOLD_BY))
  const isImage = found !== undefined && IMAGE_TYPES.has(found.mime)
  if (IMAGE_EXTENSIONS.has(extension)) {
    if (!isImage) throw refuse(startsAsMarkup(bytes) === 'svg' ? 'attachment.svg' : 'attachment.not_an_image')
    return { kind: 'image' }
  }
  // A picture from the clipboard may come without a name.
  if (isImage && extension === '') return { kind: 'image' }

  const mediaType = MEDIA_TYPES[extension]
  if (!mediaType) {
    const instead = INSTEAD.find(([, extensions]) => extensions.includes(extension))
    throw refuse(instead?.[0] ?? 'attachment.type', { list: ATTACHABLE_FILES.join(', '), extension })
  }
  if (claimed.startsWith('image/')) throw refuse('attachment.not_an_image')
  const taken = { kind: 'file' as const, extension, mediaType, bytes }
  if (mediaType.startsWith('text/')) return { ...taken, bytes: await textOf(bytes, found?.mime, extension) }
  if (extension === 'pdf') checkPdf(bytes)
  else if (mediaType === 'application/gzip') {
    if (found?.mime !== 'application/gzip') throw refuse('attachment.not_the_type', { extension })
  } else checkZip(bytes, extension, found?.ext)
  return taken
}

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')

function startsAsMarkup(bytes: Uint8Array): 'svg' | 'html' | undefined {
  const head = latin(bytes.subarray(0, 1024)).toLowerCase()
  if (/<svg[\s>]/.test(head)) return 'svg'
  return /<(?:!doctype html|html|script|body|head|iframe)[\s>]/.test(head) ? 'html' : undefined
}

async function textOf(bytes: Uint8Array, foundType: string | undefined, extension: string): Promise<Uint8Array> {
  // XML is the only text that has a signature.
  if (foundType && foundType !== 'application/xml') throw refuse('attachment.not_the_type', { extension })
  const text = await asUtf8(bytes)
  if (text === undefined || text.length === 0) throw refuse('attachment.not_text')
  return text
}

function checkPdf(bytes: Uint8Array): void {
  if (latin(bytes.subarray(0, 5)) !== '%PDF-') throw refuse('attachment.not_the_type', { extension: 'pdf' })
  if (startsAsMarkup(bytes)) throw refuse('attachment.polyglot')
  // Some programs end a file with a few blanks; nothing else may follow its end.
  const tail = latin(bytes.subarray(-1024))
  const end = tail.lastIndexOf('%%EOF')
  if (end === -1) throw refuse('attachment.not_the_type', { extension: 'pdf' })
  if (/[^\s\0]/.test(tail.slice(end + 5))) throw refuse('attachment.polyglot')
}

const END_OF_DIRECTORY = 'PK\x05\x06'

function checkZip(bytes: Uint8Array, extension: string, foundExtension: string | undefined): void {
  const head = latin(bytes.subarray(0, 4))
  if (head !== END_OF_DIRECTORY && head !== 'PK\x03\x04') throw refuse('attachment.not_the_type', { extension })
  // Whatever is packed in it, a ZIP file is one: its folders may make it look like a program or a document.
  if (extension !== 'zip' && foundExtension !== extension) throw refuse('attachment.not_the_type', { extension })

  // The directory is at the end; a comment follows it, whose length the directory names. So nothing can be hidden after
  // it.
  const tail = bytes.subarray(-(22 + 65_535))
  const end = latin(tail).lastIndexOf(END_OF_DIRECTORY)
  if (end === -1 || end + 22 > tail.length) throw refuse('attachment.not_the_type', { extension })
  const comment = new DataView(tail.buffer, tail.byteOffset).getUint16(end + 20, true)
  if (end + 22 + comment !== tail.length) throw refuse('attachment.polyglot')
}

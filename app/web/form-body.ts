import { BODY_LIMIT } from '#app/web/body-limit.ts'

/** The largest form, that of a category, has three hundred. */
const FIELDS_MAX = 500
/** Of one part, in bytes; what a browser writes has the name of the field and of a file. */
const HEAD_MAX = 1_000

/**
 * The fields of a form, read only when the body is of a bounded length and has a bounded number of them: parsers of
 * forms need a time that grows with the square of the number of fields. Undefined for a body that is no form of ours.
 */
export async function readFields(request: Request): Promise<URLSearchParams | FormData | undefined> {
  const type = request.headers.get('Content-Type') ?? ''
  const body = await readBody(request, BODY_LIMIT).catch((error) => {
    // The client closed the connection in the middle of its body.
    if (request.signal.aborted) throw error
    return undefined
  })
  if (body === undefined) return undefined

  if (/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) {
    if (placesOf(body, '&', FIELDS_MAX).length >= FIELDS_MAX) return undefined
    return new URLSearchParams(new TextDecoder().decode(body))
  }
  const boundary = /^multipart\/form-data\s*;.{0,200}?\bboundary="?([^";\s]{1,70})/i.exec(type)?.[1]
  if (boundary === undefined || !isReadable(body, `--${boundary}`)) return undefined
  return new Response(body, { headers: { 'Content-Type': type } }).formData().catch(() => undefined)
}

/** A form in parts: not too many, each with a short head. */
function isReadable(body: Buffer, boundary: string): boolean {
  // The last one ends the form.
  const parts = placesOf(body, boundary, FIELDS_MAX + 2).slice(0, -1)
  return parts.length <= FIELDS_MAX && parts.every((at) => body.subarray(at, at + HEAD_MAX).includes('\r\n\r\n'))
}

/** Where a text has a mark, up to so many times. */
function placesOf(body: Buffer, mark: string, most: number): number[] {
  const places: number[] = []
  for (let at = body.indexOf(mark); at >= 0 && places.length < most; at = body.indexOf(mark, at + mark.length)) {
    places.push(at)
  }
  return places
}

/** Reads the body of a request up to a limit; undefined when it is longer. */
export async function readBody(request: Request, maxBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  if (Number(request.headers.get('Content-Length') ?? 0) > maxBytes || !request.body) {
    return request.body ? undefined : Buffer.alloc(0)
  }
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > maxBytes) {
      reader.releaseLock()
      return undefined
    }
    chunks.push(value)
  }
  return Buffer.concat(chunks, length)
}

import { DomainError } from '#app/domain/errors.ts'
import { translator } from '#app/messages/translate.ts'
import type { Locale } from '#db/schema.ts'

/**
 * Reads the rest of the body and throws it away, so that the browser reads the answer, until the web server closes the
 * connection.
 */
export async function discardBody(request: Request): Promise<void> {
  if (!request.body || request.body.locked) return
  const reader = request.body.getReader()
  try {
    while (!(await reader.read()).done);
  } catch {
    // The client closed the connection.
  }
}

const STATUS: Record<string, number> = {
  'attachment.sign_in': 401,
  'session.missing': 401,
  'attachment.too_large': 413,
  'attachment.type': 415,
  'attachment.svg': 415,
  'attachment.video': 415,
  'attachment.other_image': 415,
  'attachment.other_archive': 415,
  'attachment.other_document': 415,
}
const STATUS_OF_KIND = { not_found: 404, forbidden: 403, invalid: 422, conflict: 409, too_many: 429 } as const

/**
 * A refusal for our scripts: its code, its message in the reader's language, and whether the same again can succeed
 * while they wait.
 */
export function refusalJson(error: unknown, locale: Locale): Response {
  if (!(error instanceof DomainError)) throw error
  const { code, field, figures, kind } = error
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  if (figures.seconds !== undefined) headers.set('Retry-After', String(figures.seconds))
  const message = translator(locale)(`errors:${code}`, figures)
  return Response.json(
    { errors: [{ code, field, figures }], message, again: kind === 'too_many' && code !== 'attachment.quota_day' },
    { status: STATUS[code] ?? STATUS_OF_KIND[kind], headers },
  )
}

import type { ErrorCode } from '#app/messages/keys.ts'

export type ErrorKind = 'not_found' | 'forbidden' | 'invalid' | 'conflict' | 'too_many'

/**
 * An error of the domain. Tests and message files (`errors.<code>`) use the code; `field` is the form field that it
 * belongs to, if there is one; the figures are the numbers that its sentence needs.
 */
export class DomainError extends Error {
  readonly kind: ErrorKind
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly figures: Record<string, string | number>

  constructor(kind: ErrorKind, code: ErrorCode, field?: string, figures: Record<string, string | number> = {}) {
    super(`${kind}: ${code}`)
    this.name = 'DomainError'
    this.kind = kind
    this.code = code
    this.field = field
    this.figures = figures
  }
}

type Figures = Record<string, string | number>
type Missing = ErrorCode extends infer Code ? (Code extends `${infer What}.not_found` ? What : never) : never

export const notFound = (what: Missing) => new DomainError('not_found', `${what}.not_found`)
export const forbidden = (code: ErrorCode, figures?: Figures) => new DomainError('forbidden', code, undefined, figures)
export const invalid = (field: string, code: ErrorCode, figures?: Figures) =>
  new DomainError('invalid', code, field, figures)
export const conflict = (code: ErrorCode, figures?: Figures) => new DomainError('conflict', code, undefined, figures)

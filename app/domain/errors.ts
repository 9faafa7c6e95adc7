import type { ErrorCode } from '#app/messages/keys.ts'

export type ErrorKind = 'not_found' | 'forbidden' | 'invalid' | 'conflict' | 'too_many'

/**
 * A refusal of the domain. The code names it for tests and message files (`errors.<code>`); the field, where there is
 * one, is the form field it belongs to; the figures are what its sentence needs.
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

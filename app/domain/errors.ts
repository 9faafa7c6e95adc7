export type ErrorKind = 'not_found' | 'forbidden' | 'invalid' | 'conflict' | 'too_many'

/**
 * A refusal of the domain. The code names it for tests and message files (`errors.<code>`); the field, where there is
 * one, is the form field it belongs to; the figures are what its sentence needs.
 */
export class DomainError extends Error {
  readonly kind: ErrorKind
  readonly code: string
  readonly field: string | undefined
  readonly figures: Record<string, string | number>

  constructor(kind: ErrorKind, code: string, field?: string, figures: Record<string, string | number> = {}) {
    super(`${kind}: ${code}`)
    this.name = 'DomainError'
    this.kind = kind
    this.code = code
    this.field = field
    this.figures = figures
  }
}

export const notFound = (what: string) => new DomainError('not_found', `${what}.not_found`)
export const forbidden = (what: string, figures?: Record<string, string | number>) =>
  new DomainError('forbidden', what, undefined, figures)
export const invalid = (field: string, code: string, figures?: Record<string, string | number>) =>
  new DomainError('invalid', code, field, figures)
export const conflict = (code: string, figures?: Record<string, string | number>) =>
  new DomainError('conflict', code, undefined, figures)

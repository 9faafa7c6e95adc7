import type { ErrorCode } from '#app/messages/keys.ts'

export type ErrorKind = 'not_found' | 'forbidden' | 'invalid' | 'conflict' | 'too_many'

/** Who changed something last, and when, as far as it is known. */
export type Change = { id: number | null; name: string | null; at: Date | null }

/**
 * An error of the domain. Tests and message files (`errors.<code>`) use the code; `field` is the form field that it
 * belongs to, if there is one; the figures are the numbers that its sentence needs. When somebody else was faster,
 * `faster` says who.
 */
export class DomainError extends Error {
  readonly kind: ErrorKind
  readonly code: ErrorCode
  readonly field: string | undefined
  readonly figures: Record<string, string | number>
  readonly faster: Change | undefined

  constructor(
    kind: ErrorKind,
    code: ErrorCode,
    field?: string,
    figures: Record<string, string | number> = {},
    by?: Change | undefined,
  ) {
    super(`${kind}: ${code}`)
    this.name = 'DomainError'
    this.kind = kind
    this.code = code
    this.field = field
    this.figures = figures
    this.faster = by
  }
}

type Figures = Record<string, string | number>
type Missing = ErrorCode extends infer Code ? (Code extends `${infer What}.not_found` ? What : never) : never

export const notFound = (what: Missing) => new DomainError('not_found', `${what}.not_found`)
export const forbidden = (code: ErrorCode, figures?: Figures) => new DomainError('forbidden', code, undefined, figures)
export const invalid = (field: string, code: ErrorCode, figures?: Figures) =>
  new DomainError('invalid', code, field, figures)
export const conflict = (code: ErrorCode, figures?: Figures) => new DomainError('conflict', code, undefined, figures)
/** A conflict with what somebody else did first, with who it was as far as that is known. */
export const faster = (code: ErrorCode, by: Change | undefined, figures?: Figures) =>
  new DomainError('conflict', code, undefined, figures, by)

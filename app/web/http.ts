import { type AppLoadContext, data, type HeadersFunction, redirect } from '@remix-run/node'
import type { z } from 'zod'
import { type Change, DomainError, type ErrorKind } from '#app/domain/errors.ts'
import type { Passage } from '#app/domain/search/find/marked-words.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { ErrorCode } from '#app/messages/keys.ts'
import { readFields } from '#app/web/form-body.ts'

const STATUS: Record<ErrorKind, number> = { not_found: 404, forbidden: 403, invalid: 422, conflict: 409, too_many: 429 }

/** What a page that was not found offers: the words of its address, and results for them. */
export type NotFoundSuggestions = {
  words: string
  items: { path: string; title: string; locale: string; isArticle: boolean; solved: boolean; passage: Passage }[]
}

export type HttpError = {
  code: ErrorCode
  field?: string
  figures: Record<string, string | number>
  /** Who was faster, and when. */
  faster?: Change
  /** The refused form, when the page that answers must keep it. */
  unsent?: { action: string; fields: Record<string, string> }
  /** For a page that was not found: results for the words of its address. */
  instead?: NotFoundSuggestions
}

/** Turns an error of the domain into a response for the error boundary. Other errors are thrown on. */
export async function orHttpError<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw toHttpError(error)
  }
}

function toHttpError(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error
  return data(describe(error), { status: STATUS[error.kind] })
}

const describe = ({ code, field, figures, faster }: DomainError): HttpError => ({
  ...{ code, field, figures },
  ...(faster ? { faster } : {}),
})

export type FormErrors = { errors: HttpError[] }

/**
 * Runs the command of a form. Returns a refusal as errors and status, so that the page shows them beside the typed
 * values. When something is not found, throws a response for the 404 page.
 */
export async function orFormErrors<Result>(
  work: Promise<Result>,
): Promise<
  { result: Result; failure?: undefined } | { result?: undefined; failure: ReturnType<typeof data<FormErrors>> }
> {
  try {
    return { result: await work }
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'not_found') throw toHttpError(error)
    const { seconds } = error.figures
    const headers = seconds === undefined ? undefined : { 'Retry-After': String(seconds) }
    return { failure: data({ errors: [describe(error)] }, { status: STATUS[error.kind], headers }) }
  }
}

/** The id at the start of a path segment: `12` and `12-how-to-…` alike. Throws 404 for anything else. */
export function idParam(param: string | undefined): number {
  const digits = /^(\d{1,15})(-|$)/.exec(param ?? '')?.[1]
  if (!digits) throw data({ code: 'page.not_found', figures: {} } satisfies HttpError, { status: 404 })
  return Number(digits)
}

/**
 * The number of a revision in a path. More than nine digits cannot be a revision and would not fit into an integer
 * column.
 */
export function revisionParam(param: string | undefined): number {
  return idParam(/^\d{1,9}$/.test(param ?? '') ? param : undefined)
}

/**
 * Returns the signed-in user. Otherwise throws a redirect to the sign-in page, which leads back here; typed text is
 * kept on a page of its own. A page with JavaScript gets 401 for what it sends, and stays: it says that it was not sent.
 */
export async function requireActor(request: Request, context: AppLoadContext): Promise<Actor> {
  const viewer = await context.viewer()
  if (viewer) return viewer
  const url = new URL(request.url)
  if (request.method !== 'GET') {
    const ended = { code: 'session.ended', figures: {} } satisfies HttpError
    if (!context.isDocument) throw data(ended, { status: 401 })
    const fields = await readForm(request)
    // A button alone sends only words and numbers; they need not be kept, because it can be pressed again.
    if (Object.values(fields).some((value) => /[^\w-]/.test(value))) {
      const unsent = { action: url.pathname.replace(/\.data$/, '') + url.search, fields }
      throw data({ ...ended, unsent } satisfies HttpError, { status: 401 })
    }
  }
  // After a form the way back is the page that contained it: the address of the action shows nothing.
  const referer = request.headers.get('Referer')
  const here = url.pathname.replace(/\.data$/, '')
  const back =
    request.method === 'GET'
      ? safePath(here + url.search, here)
      : referer && URL.canParse(referer)
        ? new URL(referer).pathname
        : '/'
  throw redirect(`/sign-in?to=${encodeURIComponent(back)}`)
}

/** In characters. A longer one would make the next address, in which it stands, longer than one may be. */
const PATH_LENGTH = 2_000

/** A path of this site from a form or an address. Never another site, whatever was sent. */
export function safePath(path: string | null | undefined, fallback = '/'): string {
  // Parsed as browsers do: tabs are dropped, backslashes are slashes, `/.//host` is `//host`.
  const here = 'http://here.invalid'
  if (!path?.startsWith('/') || path.length > PATH_LENGTH || !URL.canParse(path, here)) return fallback
  const { origin, pathname, search, hash } = new URL(path, here)
  if (origin !== here || pathname.startsWith('//')) return fallback
  return pathname + search + hash
}

/** The page on which a button was pressed, to redirect back to it. */
export function pageBefore(request: Request, fallback: string): string {
  const referer = request.headers.get('Referer')
  if (!referer || !URL.canParse(referer)) return fallback
  const { pathname, search } = new URL(referer)
  return safePath(pathname + search, fallback)
}

/** The text fields of a form. A missing field is read as empty, files are ignored. */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const form = await readFields(request)
  if (form === undefined) throw malformed()
  const fields: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') fields[name] = value
  return fields
}

/** Checks the fields with a schema. Throws 422 when they do not fit: then they were not sent by a form of ours. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, fields: Record<string, string>): z.infer<Schema> {
  const form = schema.safeParse(fields)
  if (form.success) return form.data
  throw malformed()
}

const malformed = () => data({ code: 'form.malformed', figures: {} } satisfies HttpError, { status: 422 })

/**
 * For a route whose action may send Retry-After: Remix drops the headers of an action unless the route exports this.
 */
export const actionHeaders: HeadersFunction = ({ actionHeaders: headers }) => headers

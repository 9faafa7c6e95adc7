import { type AppLoadContext, data, type HeadersFunction, redirect } from '@remix-run/node'
import type { z } from 'zod'
import { DomainError, type ErrorKind } from '#app/domain/errors.ts'
import type { Passage } from '#app/domain/search/find/passages.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import type { ErrorCode } from '#app/messages/keys.ts'

const STATUS: Record<ErrorKind, number> = { not_found: 404, forbidden: 403, invalid: 422, conflict: 409, too_many: 429 }

/** What a page that is not there offers: the words of its address, and what they find. */
export type NotFoundSuggestions = {
  words: string
  items: { path: string; title: string; locale: string; isArticle: boolean; solved: boolean; passage: Passage }[]
}

export type HttpError = {
  code: ErrorCode
  field?: string
  figures: Record<string, string | number>
  /** The form that was refused, where the page that answers has to keep it. */
  unsent?: { action: string; fields: Record<string, string> }
  /** On a page that is not there: what its address finds. */
  instead?: NotFoundSuggestions
}

/** Turns a refusal of the domain into a response for the error boundary; anything else goes on as it is. */
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

const describe = ({ code, field, figures }: DomainError): HttpError => ({ code, field, figures })

export type FormErrors = { errors: HttpError[] }

/**
 * Runs the work of a form. A refusal becomes its errors and status, so that the page shows them beside what was typed;
 * what cannot be found is still a page of its own.
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

/** The number at the head of a path segment: `12` and `12-how-to-…` alike. Anything else is a page that is not there. */
export function idParam(param: string | undefined): number {
  const digits = /^(\d{1,15})(-|$)/.exec(param ?? '')?.[1]
  if (!digits) throw data({ code: 'page.not_found', figures: {} } satisfies HttpError, { status: 404 })
  return Number(digits)
}

/** The number of a revision in a path: more digits than nine have no revision, and no place in a column of integers. */
export function revisionParam(param: string | undefined): number {
  return idParam(/^\d{1,9}$/.test(param ?? '') ? param : undefined)
}

/** Whoever is signed in; else the sign-in page, which leads back here. What was typed is kept on a page of its own. */
export async function requireActor(request: Request, context: AppLoadContext): Promise<Actor> {
  const viewer = await context.viewer()
  if (viewer) return viewer
  const url = new URL(request.url)
  if (request.method !== 'GET') {
    const fields = await readForm(request)
    // What a button alone sends is a word or a number, and soon pressed again.
    if (Object.values(fields).some((value) => /[^\w-]/.test(value))) {
      const unsent = { action: url.pathname.replace(/\.data$/, '') + url.search, fields }
      throw data({ code: 'session.ended', figures: {}, unsent } satisfies HttpError, { status: 401 })
    }
  }
  // After a form the way back is the page it was on: the address of the action has nothing to show.
  const referer = request.headers.get('Referer')
  const back =
    request.method === 'GET'
      ? url.pathname.replace(/\.data$/, '') + url.search
      : referer && URL.canParse(referer)
        ? new URL(referer).pathname
        : '/'
  throw redirect(`/sign-in?to=${encodeURIComponent(back)}`)
}

/** A path of this site to go to next, whatever a form or address claims: never another site. */
export function safePath(path: string | null | undefined, fallback = '/'): string {
  // Read as a browser reads it: tabs are dropped, backslashes are slashes, `/.//host` is `//host`.
  const here = 'http://here.invalid'
  if (!path?.startsWith('/') || !URL.canParse(path, here)) return fallback
  const { origin, pathname, search, hash } = new URL(path, here)
  if (origin !== here || pathname.startsWith('//')) return fallback
  return pathname + search + hash
}

/** The page that a button was pressed on, for the way back from what it did. */
export function pageBefore(request: Request, fallback: string): string {
  const referer = request.headers.get('Referer')
  if (!referer || !URL.canParse(referer)) return fallback
  const { pathname, search } = new URL(referer)
  return safePath(pathname + search, fallback)
}

/** Text fields of a form, absent ones empty, files ignored. */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const form = await request.formData().catch((error) => {
    // What is not a form, or only half of one, came from no page of ours.
    if (request.signal.aborted || !(error instanceof TypeError)) throw error
    throw malformed()
  })
  const fields: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') fields[name] = value
  return fields
}

/** The fields in the shape that the schema says; anything else is not a form of ours. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, fields: Record<string, string>): z.infer<Schema> {
  const form = schema.safeParse(fields)
  if (form.success) return form.data
  throw malformed()
}

const malformed = () => data({ code: 'form.malformed', figures: {} } satisfies HttpError, { status: 422 })

/** For a route whose action may say how long to wait: Remix drops an action's headers unless the route passes them on. */
export const actionHeaders: HeadersFunction = ({ actionHeaders: headers }) => headers

import { type AppLoadContext, data, type HeadersFunction, redirect } from '@remix-run/node'
import type { z } from 'zod'
import { DomainError, type ErrorKind } from '#app/domain/errors.ts'
import type { Actor } from '#app/domain/users/actor.ts'

const STATUS: Record<ErrorKind, number> = { not_found: 404, forbidden: 403, invalid: 422, conflict: 409, too_many: 429 }

export type HttpError = { code: string; field?: string; figures: Record<string, string | number> }

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

/** Whoever is signed in; else the sign-in page, which leads back here. */
export async function requireActor(request: Request, context: AppLoadContext): Promise<Actor> {
  const viewer = await context.viewer()
  if (viewer) return viewer
  const url = new URL(request.url)
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
  if (!path?.startsWith('/') || path.startsWith('//') || path.includes('\\')) return fallback
  return path
}

/** Text fields of a form, absent ones empty, files ignored. */
export async function readForm(request: Request): Promise<Record<string, string>> {
  const form = await request.formData()
  const fields: Record<string, string> = {}
  for (const [name, value] of form) if (typeof value === 'string') fields[name] = value
  return fields
}

/** The fields in the shape that the schema says; anything else is not a form of ours. */
export function parseForm<Schema extends z.ZodType>(schema: Schema, fields: Record<string, string>): z.infer<Schema> {
  const form = schema.safeParse(fields)
  if (form.success) return form.data
  throw data({ code: 'form.malformed', figures: {} } satisfies HttpError, { status: 422 })
}

/** For a route whose action may say how long to wait: Remix drops an action's headers unless the route passes them on. */
export const actionHeaders: HeadersFunction = ({ actionHeaders: headers }) => headers

import { env } from '#app/platform/env.ts'

/** The origin for addresses that others keep: what the operator says people type, else what this request was sent to. */
export const siteAddress = (request: Request): string => new URL(env.PUBLIC_URL ?? request.url).origin

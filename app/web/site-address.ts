import { env } from '#app/platform/env.ts'

/** The origin for addresses that others store: PUBLIC_URL, or else the origin of this request. */
export const siteAddress = (request: Request): string => new URL(env.PUBLIC_URL ?? request.url).origin

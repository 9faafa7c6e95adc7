import { env } from '#app/platform/env.ts'

/**
 * The origins under which people reach this forum. Without PUBLIC_URL: those of this machine, which the start prints.
 */
export function siteOrigins(): string[] {
  if (env.PUBLIC_URL) return [new URL(env.PUBLIC_URL).origin]
  return ['localhost', '127.0.0.1'].map((host) => `http://${host}:${env.PORT}`)
}

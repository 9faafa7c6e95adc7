import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { SetupError } from '#app/platform/setup-error.ts'

// The only module that reads and writes process.env. The web build has its own copy of this module, so values that are
// decided at run time (DATABASE_URL of the embedded PostgreSQL, NODE_ENV) are passed through process.env, which both
// copies read.

const integer = (name: string, min: number, max: number) => {
  const error = `${name} must be a whole number from ${min} to ${max}`
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error })
}

const onOff = (name: string) =>
  z
    .enum(['on', 'off'], { error: `${name} must be on or off` })
    .default('on')
    .transform((value) => value === 'on')

const PUBLIC_URL_ERROR = 'PUBLIC_URL must be an http or https address such as https://help.example.org'

/**
 * The address of the whole site: every address of the forum begins at its root, so one below a path would lead out of the
 * forum. What a browser leaves out (a port that goes without saying, capitals of a name) is left out here too.
 */
const publicUrl = z
  .string()
  .refine((url) => isHttp(url.trim()), { error: PUBLIC_URL_ERROR, abort: true })
  .transform((url) => new URL(url.trim()))
  .refine(({ username, password }) => username === '' && password === '', {
    error: 'PUBLIC_URL must hold no user name and no password, since everybody gets to see it',
    abort: true,
  })
  .refine(({ pathname, href }) => /^\/*$/.test(pathname) && !/[?#]/.test(href), {
    error:
      'PUBLIC_URL must be the address of a whole site, such as https://help.example.org, without a path, a question or a part of a page behind it: give the forum a name of its own (help.example.org in place of example.org/help)',
  })
  .transform(({ origin }) => origin)

const postgresUrl = (name: string) =>
  z.string().regex(/^postgres(ql)?:\/\/./, {
    error: `${name} must be a PostgreSQL address such as postgres://user:password@host:5432/name`,
  })

const MEILI_URL_ERROR =
  'MEILI_URL must be the http or https address of a Meilisearch server, such as http://127.0.0.1:7700'

/** With both slashes: a browser mends `https:/name`, an operator should. */
function isHttp(url: string): boolean {
  return /^https?:\/\/[^/\\]/i.test(url) && URL.canParse(url)
}

/** An http address without a user name and password: they would appear in every message that names the server. */
const isServer = (url: string): boolean =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && new URL(url).username === ''

const shape = z.object({
  PORT: integer('PORT', 0, 65_535).default(3000),
  // Only this machine by default: the demo community has accounts with passwords that everybody knows.
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, { error: 'HOST must be an address or a host name, such as 127.0.0.1 or 0.0.0.0' })
    .default('127.0.0.1'),
  PUBLIC_URL: publicUrl.optional(),
  TRUST_PROXY: z
    .string()
    .regex(/^(off|\d{1,2}|[\da-f.:/, ]+|loopback|linklocal|uniquelocal)$/i, {
      error: 'TRUST_PROXY must be off, the number of proxies in front, or their addresses separated by commas',
    })
    .default('off')
    .transform((value): false | number | string => {
      if (value === 'off') return false
      return /^\d+$/.test(value) ? Number(value) : value
    }),
  DATA_DIR: z
    .string()
    .default('./data')
    .transform((folder) => resolve(folder)),
  DATABASE_URL: postgresUrl('DATABASE_URL').optional(),
  // A server on which the tests may create and drop databases, instead of the embedded one.
  TEST_DATABASE_URL: postgresUrl('TEST_DATABASE_URL').optional(),
  // A Meilisearch server that searches instead of PostgreSQL, and the name of our index on it.
  MEILI_URL: z
    .url({ protocol: /^https?$/, error: MEILI_URL_ERROR })
    .refine((url) => new URL(url).username === '', { error: 'MEILI_URL must hold no password: its key is MEILI_KEY' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  MEILI_KEY: z.string().optional(),
  MEILI_INDEX: z
    .string()
    .regex(/^[\w-]{1,60}$/, { error: 'MEILI_INDEX must be a name of letters, digits, - and _' })
    .default('entraide'),
  // A third signal of the search. Off unless it is set.
  EMBEDDINGS_URL: z
    .string()
    .refine((url) => url === 'local:en' || isServer(url), {
      error: 'EMBEDDINGS_URL must be the http address of an embeddings server, or local:en',
    })
    .optional(),
  EMBEDDINGS_MODEL: z.string().optional(),
  EMBEDDINGS_KEY: z.string().optional(),
  EMBEDDINGS_LANGUAGES: z
    .string()
    .regex(/^(en|fr)(,(en|fr))?$/, { error: 'EMBEDDINGS_LANGUAGES must be en, fr or en,fr' })
    .default('en,fr')
    .transform((value) => value.split(',') as ('en' | 'fr')[]),
  DATABASE_POOL: integer('DATABASE_POOL', 1, 1000).default(10),
  DEMO: onOff('DEMO'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
  NODE_ENV: z
    .enum(['production', 'development', 'test'], { error: 'NODE_ENV must be production, development or test' })
    .default('production'),
})

const checked = shape.refine(({ EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model }) => !url || !isServer(url) || model, {
  path: ['EMBEDDINGS_MODEL'],
  error: 'EMBEDDINGS_MODEL must be the name of a model of the server at EMBEDDINGS_URL',
})

export type Env = z.infer<typeof shape>

export function parseEnv(variables: Record<string, string | undefined>): Env {
  // A variable without a value (`PORT= npm start`, `PORT=` in .env) means the default.
  const result = checked.safeParse(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')))
  if (result.success) return result.data

  const sentences = result.error.issues.map(({ path, message }) => {
    const name = String(path[0])
    // An address may contain a password, which must not be logged.
    return name.endsWith('DATABASE_URL') || name.startsWith('EMBEDDINGS_') || variables[name]?.includes('@')
      ? `${message}.`
      : `${message} (it is “${variables[name]}”).`
  })
  throw new SetupError([...new Set(sentences)].join('\n'))
}

let parsed: Env | undefined

/** Parsed on first use, so that importing this module does nothing. */
export const env = new Proxy({} as Env, {
  get(_, name) {
    parsed ??= parseEnv(process.env)
    return Reflect.get(parsed, name)
  },
})

/**
 * Called first in every process: reads `.env` of the working folder, which does not replace variables that are set, and
 * checks all variables.
 */
export function loadEnv(preset: { NODE_ENV?: Env['NODE_ENV'] } = {}): Env {
  if (existsSync('.env')) process.loadEnvFile('.env')
  if (preset.NODE_ENV) process.env.NODE_ENV = preset.NODE_ENV
  parsed = parseEnv(process.env)
  // React decides by this variable whether it runs its slow development build.
  process.env.NODE_ENV = parsed.NODE_ENV
  return parsed
}

export function setDatabaseUrl(url: string): void {
  process.env.DATABASE_URL = url
  parsed = undefined
}

/** Whether `npm start` or another script of package.json started this process. */
export const isStartedByNpm = (): boolean => process.env.npm_lifecycle_event !== undefined

/** The variables that a child process needs, without the settings of another PostgreSQL and without our secrets. */
export function childEnv(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LD_LIBRARY_PATH', 'SYSTEMROOT', 'NODE_COMPILE_CACHE']
  return Object.fromEntries(kept.map((name) => [name, process.env[name]])) as NodeJS.ProcessEnv
}

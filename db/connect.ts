import { createHash } from 'node:crypto'
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { log } from '#app/platform/log.ts'
import { storable } from '#app/text/typed-text.ts'
import type { Database } from '#db/schema.ts'

// Ids and counts stay below 2^53, so they fit into a number; with strings, every comparison could go wrong.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// The same for lists of them; pg has no names for types of lists.
const [INT4_LIST, INT8_LIST] = [1007, 1016]
pg.types.setTypeParser(INT8_LIST, pg.types.getTypeParser(INT4_LIST))
// A calendar day stays text: a Date would be midnight in the time zone of this machine.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value)

const STATEMENT_LIMIT = 400
/** In milliseconds: whoever waits longer for a connection is told that PostgreSQL cannot be reached. */
const CONNECTION_PATIENCE = 30_000

/**
 * A pool whose statements have names, so that PostgreSQL parses and plans each of them once for each connection. It
 * also replaces characters that PostgreSQL refuses: an address with %00 is not found, and causes no database error.
 */
function nameStatements(pool: pg.Pool): pg.Pool {
  const names = new Map<string, string>()

  const nameOf = (sql: string): string | undefined => {
    const known = names.get(sql)
    if (known || names.size >= STATEMENT_LIMIT) return known
    const name = createHash('sha1').update(sql).digest('base64url')
    names.set(sql, name)
    return name
  }

  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((text: unknown, values?: unknown, ...rest: unknown[]) => {
      if (typeof text !== 'string' || !Array.isArray(values) || rest.length > 0) return query(text, values, ...rest)
      return query({ text, values: values.map(storableValue), name: nameOf(text) })
    }) as typeof client.query
  })
  return pool
}

/**
 * When PostgreSQL ends a connection, its client emits an error, and an error without a listener ends the process. The
 * pool listens while a client is idle, we listen while it is in use. The query that runs on it fails by itself, and the
 * pool replaces the connection.
 */
export function surviveLostConnections(pool: pg.Pool): void {
  const note = (error: Error) => log.warn({ err: error }, 'A connection to PostgreSQL was lost')
  pool.on('connect', (client) => client.on('error', note))
  // The listener above has noted it.
  pool.on('error', () => {})
}

const pools = new WeakMap<Kysely<Database>, pg.Pool>()

/** The pool of a Kysely that `connect` made. */
export function poolOf(db: Kysely<Database>): pg.Pool {
  const pool = pools.get(db)
  if (!pool) throw new Error('This database was not connected here')
  return pool
}

const storableValue = (value: unknown): unknown => (typeof value === 'string' ? storable(value) : value)

/** A pool and its Kysely for a database; the caller ends both with `db.destroy()`. */
export function connect(
  databaseUrl: string,
  { max = 10 }: { max?: number } = {},
): { db: Kysely<Database>; pool: pg.Pool } {
  const pool = nameStatements(
    new pg.Pool({
      connectionString: databaseUrl,
      max,
      application_name: 'entraide',
      allowExitOnIdle: true,
      connectionTimeoutMillis: CONNECTION_PATIENCE,
    }),
  )
  surviveLostConnections(pool)

  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] })
  pools.set(db, pool)
  return { db, pool }
}

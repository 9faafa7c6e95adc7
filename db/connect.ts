import { createHash } from 'node:crypto'
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { storable } from '#app/text/typed-text.ts'
import type { Database } from '#db/schema.ts'

// Ids and counts are below 2^53 for longer than anyone will run this; a string id would be a trap in every comparison.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// The same for lists of them; pg names no types of lists.
const [INT4_LIST, INT8_LIST] = [1007, 1016]
pg.types.setTypeParser(INT8_LIST, pg.types.getTypeParser(INT4_LIST))
// A calendar day stays the text it is: a Date would put it at midnight of this machine's own zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value)

const STATEMENT_LIMIT = 400

/**
 * A pool whose statements are named, so that PostgreSQL parses and plans each of them once a connection, and whose
 * values PostgreSQL takes: an address with %00 in it is one that is not found, not an error of the database.
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

const pools = new WeakMap<Kysely<Database>, pg.Pool>()

/** The pool under a Kysely made here. */
export function poolOf(db: Kysely<Database>): pg.Pool {
  const pool = pools.get(db)
  if (!pool) throw new Error('This database was not connected here')
  return pool
}

const storableValue = (value: unknown): unknown => (typeof value === 'string' ? storable(value) : value)

/** A pool and its Kysely over a database; the caller ends both with `db.destroy()`. */
export function connect(
  databaseUrl: string,
  { max = 10 }: { max?: number } = {},
): { db: Kysely<Database>; pool: pg.Pool } {
  const pool = nameStatements(
    new pg.Pool({ connectionString: databaseUrl, max, application_name: 'entraide', allowExitOnIdle: true }),
  )
  // Without a listener a connection that PostgreSQL ends while idle would take the process with it; the pool replaces it.
  pool.on('error', () => {})

  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] })
  pools.set(db, pool)
  return { db, pool }
}

import type { CompiledQuery } from 'kysely'
import pg from 'pg'
import { poolOf } from '#db/connect.ts'
import { type Db, retryDeadlocks } from '#db/transaction.ts'

type Statement = { name: string; text: string; values: readonly unknown[] }

/**
 * Runs statements one after the other in a transaction of their own, and returns the rows of the last one. They are
 * sent to PostgreSQL in one message; each one sees what the one before it waited for. This halves the work of a
 * transaction in which every statement, begin and commit are sent and answered separately. Inside a transaction they
 * are part of it.
 */
export async function sendTogether<Row>(db: Db, queries: [...CompiledQuery[], CompiledQuery<Row>]): Promise<Row[]> {
  if (db.isTransaction) {
    let rows: unknown[] = []
    for (const query of queries) rows = (await db.executeQuery(query)).rows
    return rows as Row[]
  }
  const statements = queries.map((query) => ({ name: nameOf(query.sql), text: query.sql, values: query.parameters }))
  return retryDeadlocks(async () => {
    const client = await poolOf(db).connect()
    let failure: Error | undefined
    try {
      return (await submit(client, statements)) as Row[]
    } catch (error) {
      failure = error as Error
      throw error
    } finally {
      // After an error it is unknown which statements the connection has prepared, so the connection is closed.
      client.release(failure)
    }
  })
}

const names = new Map<string, string>()

function nameOf(text: string): string {
  const name = names.get(text) ?? `together ${names.size}`
  names.set(text, name)
  return name
}

function submit(client: pg.ClientBase, statements: Statement[]): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    client.query(
      new Together(statements, (error, results) => {
        if (error) reject(error)
        else resolve([results].flat().at(-1)?.rows ?? [])
      }),
    )
  })
}

type Connection = Record<'parse' | 'bind' | 'describe' | 'execute', (message: Record<string, unknown>) => void> & {
  sync(): void
}
type Callback = (error: Error | undefined, results: pg.QueryResult | pg.QueryResult[]) => void

// An object of pg that it sends and that receives the results. Its type declares neither of the two.
const Query = pg.Query as unknown as new (config: { text: string; values: unknown[] }, callback: Callback) => pg.Query

const prepared = new WeakMap<Connection, Set<string>>()

/** Sends several prepared statements in the place of one: a single `sync` after the last makes them one transaction. */
class Together extends Query {
  readonly statements: Statement[]

  constructor(statements: Statement[], callback: Callback) {
    super({ text: '-- several', values: [] }, callback)
    this.statements = statements
  }

  requiresPreparation(): boolean {
    return true
  }

  prepare(connection: Connection): void {
    const known = prepared.get(connection) ?? new Set()
    prepared.set(connection, known)
    for (const { name, text, values } of this.statements) {
      if (!known.has(name)) connection.parse({ name, text })
      known.add(name)
      connection.bind({ statement: name, values: values.map(asText) })
      connection.describe({ type: 'P', name: '' })
      connection.execute({ portal: '' })
    }
    connection.sync()
  }
}

function asText(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map((item) => JSON.stringify(String(item))).join(',')}}`
  return String(value)
}

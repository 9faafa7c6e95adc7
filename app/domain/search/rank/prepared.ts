import type { CompiledQuery, RawBuilder } from 'kysely'
import type { Db } from '#db/transaction.ts'

type Value = string | number | null | string[] | (number | null)[] | boolean[]

/**
 * A statement that is written once. Its arguments become parameters in the order in which it mentions them. The text is
 * the same each time, so PostgreSQL parses and plans it once for each connection. Arguments may only become parameters.
 */
export function prepared<Args extends Value[], Row>(
  build: (...args: Args) => RawBuilder<unknown>,
): (db: Db, ...args: Args) => Promise<Row[]> {
  let template: { query: CompiledQuery; places: number[] } | undefined
  return async (db, ...args) => {
    if (!template) {
      const standIns = Array.from({ length: build.length }, () => ({}))
      const query = build(...(standIns as unknown as Args)).compile(db)
      const places = query.parameters.map((parameter) => standIns.indexOf(parameter as object))
      if (places.includes(-1)) throw new Error('A prepared statement has a parameter that is no argument')
      template = { query, places }
    }
    const parameters = template.places.map((place) => args[place])
    return (await db.executeQuery({ ...template.query, parameters } as CompiledQuery<Row>)).rows
  }
}

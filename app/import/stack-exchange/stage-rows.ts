import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

export type Value = string | number | null | string[]

const SPECIAL = /[\\\t\n\r\0]/
// PostgreSQL stores no null character; dumps have them as entities.
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\ufffd' }
const CHUNK = 64 * 1024

const escaped = (text: string): string =>
  SPECIAL.test(text) ? text.replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character] ?? character) : text

function encode(value: Value | undefined): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escaped(value)
  return escaped(`{${value.map((item) => `"${item.replace(/["\\]/g, '\\$&')}"`).join(',')}}`)
}

/** Sends rows to a table by COPY, which is many times faster than INSERT. */
export async function copyRows(
  client: pg.ClientBase,
  table: string,
  columns: string[],
  rows: Value[][],
): Promise<void> {
  const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
  const finished = once(stream, 'finish')
  finished.catch(() => {})
  let text = ''
  for (const row of rows) {
    for (let at = 0; at < row.length; at++) text += (at === 0 ? '' : '\t') + encode(row[at])
    text += '\n'
    if (text.length >= CHUNK) {
      if (!stream.write(text)) await Promise.race([once(stream, 'drain'), finished])
      text = ''
    }
  }
  stream.end(text)
  await finished
}

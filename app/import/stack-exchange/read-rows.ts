import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { SaxesParser } from 'saxes'

export type Row = Record<string, string>
export type Batch = { rows: Row[]; from: number; to: number; bytes: number }

/** A file with invalid XML. The rows before the damaged line were read. */
export class BrokenFile extends Error {
  readonly file: string
  readonly line: number
  constructor(path: string, line: number, reason: string) {
    super(`${basename(path)}, line ${line}: ${reason}`)
    this.file = basename(path)
    this.line = line
  }
}

const BATCH_ROWS = 3000
const BATCH_CHARACTERS = 600_000

const invalidRows = new WeakMap<Row, number>()

/** The line of a row that is not valid XML, in whose place there is a row without values; undefined for any other. */
export const lineOfInvalid = (row: Row): number | undefined => invalidRows.get(row)

// A < is never part of a value in valid XML, so this is always where a row begins.
const ROW_START = /<row[\s/>]/g
/** Control characters, which XML forbids even as entities, and which the parser would leave as they are written. */
const FORBIDDEN = /&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|x0*(?:[0-8bcef]|1[\da-f]));/gi
/** In characters. No row is longer; a file that has such a part is no dump. */
const ROW_MAX = 64_000_000

/**
 * The rows of a dump's file in batches that fit into memory, however large the file is. A row that is not valid XML has
 * no values, and the next ones are read. Throws BrokenFile when the file does not begin as a dump, or ends too early.
 */
export async function* readRows(path: string): AsyncGenerator<Batch> {
  const input = createReadStream(path, { encoding: 'utf8', highWaterMark: 128 * 1024 })
  let rows: Row[] = []
  let size = 0
  let from = 0
  let root: string | undefined
  let line = 1
  let firstLine = 0
  let begun = false

  const open = () => {
    const parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true })
    parser.on('error', (error) => {
      const reason = error.message.replace(/^\S*?\d+:\d+: /, '')
      // Real dumps contain characters that XML forbids, written as entities. They damage one letter, not the row.
      if (/^(disallowed character entity|malformed character entity)/.test(reason)) return
      throw new BrokenFile(path, firstLine + parser.line, reason.replace(/\.$/, ''))
    })
    parser.on('opentag', ({ name, attributes }) => {
      root ??= name
      if (name !== 'row') return
      rows.push(attributes)
      for (const value of Object.values(attributes)) size += value.length
    })
    return parser
  }
  let parser = open()

  const cut = (): Batch => {
    const batch = { rows, from, to: from + rows.length, bytes: input.bytesRead }
    from = batch.to
    rows = []
    size = 0
    return batch
  }

  /** Parses from the beginning of a row to that of the next one. */
  const take = (text: string) => {
    const firstOfText = line
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) line += 1
    try {
      parser.write(text.replace(FORBIDDEN, ''))
    } catch (error) {
      if (!(error instanceof BrokenFile) || !begun) throw error
      const row = {}
      invalidRows.set(row, firstOfText)
      rows.push(row)
      // Nothing that this parser knows can be used: another one goes on as if the row had not been there.
      firstLine = line - 1
      parser = open()
      parser.write(`<${root}>${text.trimEnd().endsWith(`</${root}>`) ? `</${root}>` : ''}`)
    }
  }

  let text = ''
  for await (const chunk of input) {
    text += chunk
    let start = 0
    ROW_START.lastIndex = begun ? 1 : 0
    for (let row = ROW_START.exec(text); row; row = ROW_START.exec(text)) {
      if (row.index > start) take(text.slice(start, row.index))
      begun = true
      start = row.index
    }
    text = text.slice(start)
    if (text.length > ROW_MAX) throw new BrokenFile(path, line, 'a row never ends')
    while (rows.length >= BATCH_ROWS || size >= BATCH_CHARACTERS) yield cut()
  }
  let broken: unknown
  try {
    take(text)
    parser.close()
  } catch (error) {
    broken = error
  }
  if (rows.length > 0) yield cut()
  if (broken) throw broken
}

/** The same items, made in advance: up to `count` of them are being made or are ready while one is used. */
export async function* ahead<Item>(items: AsyncGenerator<Item>, count = 1): AsyncGenerator<Item> {
  const queue: Promise<IteratorResult<Item>>[] = []
  const ask = () => {
    const next = items.next()
    // The error is thrown when this item is awaited.
    next.catch(() => {})
    queue.push(next)
  }
  for (let at = 0; at < count; at++) ask()
  try {
    while (true) {
      const next = await queue.shift()
      if (!next || next.done) return
      ask()
      yield next.value
    }
  } finally {
    await Promise.allSettled(queue)
    await items.return(undefined)
  }
}

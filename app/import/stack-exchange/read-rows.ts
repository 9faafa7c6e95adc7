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

/**
 * The rows of a dump's file in batches that fit into memory, however large the file is. Throws BrokenFile after the
 * last good row when the file is damaged: rows after the damage cannot be trusted.
 */
export async function* readRows(path: string): AsyncGenerator<Batch> {
  const input = createReadStream(path, { encoding: 'utf8', highWaterMark: 128 * 1024 })
  const parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true })
  let rows: Row[] = []
  let size = 0
  let from = 0
  let broken: BrokenFile | undefined

  parser.on('error', (error) => {
    const reason = error.message.replace(/^\S*?\d+:\d+: /, '')
    // Real dumps contain characters that XML forbids, written as entities. They damage one letter, not the file.
    if (/^(disallowed character entity|malformed character entity)/.test(reason)) return
    broken ??= new BrokenFile(path, parser.line, reason.replace(/\.$/, ''))
    throw broken
  })
  parser.on('opentag', ({ name, attributes }) => {
    if (name !== 'row') return
    rows.push(attributes)
    for (const value of Object.values(attributes)) size += value.length
  })

  const cut = (): Batch => {
    const batch = { rows, from, to: from + rows.length, bytes: input.bytesRead }
    from = batch.to
    rows = []
    size = 0
    return batch
  }

  try {
    for await (const chunk of input) {
      parser.write(chunk)
      while (rows.length >= BATCH_ROWS || size >= BATCH_CHARACTERS) yield cut()
    }
    parser.close()
  } catch (error) {
    if (error !== broken) throw error
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

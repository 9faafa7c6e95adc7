import type pg from 'pg'
import { TAG_NAMES_LOCK } from '#app/domain/tags/lock-tag-names.ts'
import { importedTagName } from '#app/domain/tags/tag-names.ts'
import { wholeCharacters } from '#app/text/cut-text.ts'
import { isBlank, typedLine } from '#app/text/typed-text.ts'
import type { Locale } from '#db/schema.ts'
import type { HtmlCleaner } from './html-cleaner.ts'
import type { Row } from './read-rows.ts'
import type { Value } from './stage-rows.ts'

export type Dump = {
  client: pg.ClientBase
  source: string
  categoryId: number
  /** The language of every thread. When absent, it is guessed for each thread. */
  locale: Locale | undefined
  cleaner: HtmlCleaner
  /** Whether every author is in the dump. If not, a missing author becomes a user with a made-up name. */
  everybodyIsThere: boolean
}

/** Waits while a tag is being merged or renamed, so that its old name leads to the new tag afterwards. */
export const lockTagNames = ({ client }: Dump): Promise<unknown> =>
  client.query('select pg_advisory_xact_lock_shared($1)', [TAG_NAMES_LOCK])

/**
 * What happened to rows: kept now, there already, left out for a reason. The sum is the number of rows that were read.
 */
export type Tally = { kept: number; known: number; skipped: Record<string, number> }

/**
 * One kind of file of a dump. Its rows are copied to a temporary table, and set-based statements store them from there.
 */
export type DumpFile = {
  name: string
  stage: string
  /** Columns of the temporary table, with their types. */
  columns: Record<string, string>
  /** Called with every row, also with rows that an earlier, interrupted run stored. */
  notice?(row: Row): void
  /** The values of each row, in the order of `columns`, or the reason why it is left out. */
  take(rows: Row[], dump: Dump): Promise<(Value[] | string)[]> | (Value[] | string)[]
  store(dump: Dump): Promise<Tally>
  /**
   * Called after the last row: returns which of the rows that were left out must be read again, now that all others are
   * stored.
   */
  secondLook?(): ((row: Row) => boolean) | undefined
  /** These rows are counted under this reason until they are read again. */
  unsettled?: string
  /** Called after all rows were read, the second reading included. */
  finish?(dump: Dump): Promise<void>
}

export const NO_POST = 'its post was not kept or is not in the dump'

export const MALFORMED = 'not understood: an id or a date is missing or wrong'

export function idOf(text: string | undefined): number | null {
  if (text === undefined || !/^-?\d{1,15}$/.test(text)) return null
  return Number(text)
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/

/** Dates in a dump are UTC, but do not say so. A day that no calendar has is none: PostgreSQL would refuse it. */
export function dateOf(text: string | undefined): string | null {
  if (text === undefined || !DATE.test(text) || text.startsWith('0000')) return null
  const date = new Date(`${text}Z`)
  // 30 February is taken for 2 March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10)) ? `${text}Z` : null
}

/** What a table of reasons says about a word of the dump; undefined for one that it does not have. */
export const reasonFor = (reasons: Record<string, string>, word: string | undefined): string | undefined =>
  Object.hasOwn(reasons, word ?? '') ? reasons[word ?? ''] : undefined

/** Reads `<a><b>`, or `|a|b|` of newer dumps. */
export function tagsOf(text: string | undefined): string[] {
  const names = (text ?? '').split(/[<>|]+/).flatMap((name) => importedTagName(name) ?? [])
  return [...new Set(names)]
}

/**
 * A line of the dump (a name, a title, a reason) as one that is typed here would be stored, cut to the length of its
 * column, never inside a character; '' when there is nothing to see.
 */
export function lineOf(text: string | undefined, length: number): string {
  const line = wholeCharacters(typedLine(text ?? ''), length).trim()
  return isBlank(line) ? '' : line
}

export function add(skipped: Record<string, number>, reason: string, count = 1): void {
  const sum = (skipped[reason] ?? 0) + count
  if (sum > 0) skipped[reason] = sum
  else delete skipped[reason]
}

/** Runs a statement that returns one row of counts. */
export async function counts<Name extends string>(
  dump: Dump,
  statement: string,
  values: unknown[] = [dump.source],
): Promise<Record<Name, number>> {
  const { rows } = await dump.client.query(statement, values)
  return rows[0]
}

/** Adds users that rows refer to but that are not in the dump, so that posts of different authors stay apart. */
export async function addMissingUsers(dump: Dump, stage: string, id: string, name: string): Promise<void> {
  if (dump.everybodyIsThere) return
  await dump.client.query(
    `insert into users (name, import_source, import_id, created_at)
     select coalesce(nullif(left(trim(max(${name})), 80), ''), 'user' || ${id}), $1, ${id}, min(created_at)
     from ${stage}
     where ${id} is not null
       and not exists (select from users where users.import_source = $1 and users.import_id = ${stage}.${id})
     group by ${id}`,
    [dump.source],
  )
}

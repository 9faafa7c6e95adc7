import type pg from 'pg'
import { TAG_NAMES_LOCK } from '#app/domain/tags/tag-names.ts'
import type { Locale } from '#db/schema.ts'
import type { HtmlCleaner } from './html-cleaner.ts'
import type { Row } from './read-rows.ts'
import type { Value } from './stage-rows.ts'

export type Dump = {
  client: pg.ClientBase
  source: string
  categoryId: number
  /** The language of every thread; guessed one by one when absent. */
  locale: Locale | undefined
  cleaner: HtmlCleaner
  /** Whether everybody is in the dump: if not, whoever wrote gets a person with a made-up name. */
  everybodyIsThere: boolean
}

/** A name that becomes another tag's just now is waited for, and then means that tag. */
export const lockTagNames = ({ client }: Dump): Promise<unknown> =>
  client.query('select pg_advisory_xact_lock_shared($1)', [TAG_NAMES_LOCK])

/** What became of rows: kept now, there already, left out for a reason. Their sum is what was read. */
export type Tally = { kept: number; known: number; skipped: Record<string, number> }

/** One kind of file of a dump: its rows go to a temporary table, and from there by set-based statements to their place. */
export type DumpFile = {
  name: string
  stage: string
  /** Columns of the temporary table, with their types. */
  columns: Record<string, string>
  /** Every row passes here, those of an earlier, interrupted run too. */
  notice?(row: Row): void
  /** The values of a row, in the order of `columns`, or why it is left out. */
  take(rows: Row[], dump: Dump): Promise<(Value[] | string)[]> | (Value[] | string)[]
  store(dump: Dump): Promise<Tally>
  /** After the last row: which of the rows left out deserve a second look now that all others are there. */
  secondLook?(): ((row: Row) => boolean) | undefined
  /** The reason under which those rows are counted until then. */
  unsettled?: string
  /** After all looks. */
  finish?(dump: Dump): Promise<void>
}

export const NO_POST = 'its post was not kept or is not in the dump'

export const MALFORMED = 'not understood: an id or a date is missing or wrong'

export function idOf(text: string | undefined): number | null {
  if (text === undefined || !/^-?\d{1,15}$/.test(text)) return null
  return Number(text)
}

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/

/** Dates of a dump are UTC without saying so. */
export function dateOf(text: string | undefined): string | null {
  if (text === undefined || !DATE.test(text) || Number.isNaN(Date.parse(`${text}Z`))) return null
  return `${text}Z`
}

/** `<a><b>`, or `|a|b|` in newer dumps. */
export function tagsOf(text: string | undefined): string[] {
  const names = (text ?? '')
    .toLowerCase()
    .split(/[<>|]+/)
    .map((name) => name.trim())
  return [...new Set(names)].filter((name) => name.length >= 1 && name.length <= 35)
}

/** Text that fits its column: trimmed and cut, never through the middle of a character. */
export function shorten(text: string | undefined, length: number): string {
  const trimmed = (text ?? '').trim()
  return trimmed.length <= length ? trimmed : [...trimmed].slice(0, length).join('').trim()
}

export function add(skipped: Record<string, number>, reason: string, count = 1): void {
  const sum = (skipped[reason] ?? 0) + count
  if (sum > 0) skipped[reason] = sum
  else delete skipped[reason]
}

/** Runs a statement that answers with one row of counts. */
export async function counts<Name extends string>(
  dump: Dump,
  statement: string,
  values: unknown[] = [dump.source],
): Promise<Record<Name, number>> {
  const { rows } = await dump.client.query(statement, values)
  return rows[0]
}

/** People that rows name and the dump does not have: they keep who wrote what apart. */
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

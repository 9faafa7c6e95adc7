import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { escapeLike } from '#app/text/like-pattern.ts'
import { typedLine } from '#app/text/typed-text.ts'

const LENGTH = 80
/** From this length on, the index finds a word inside a name; with less, every name would be read. */
const WORD_LENGTH = 3

export type PersonNamed = {
  /** What was typed, without the @. */
  text: string
  /** Of the table `users`: whether this may be the person. */
  matches: RawBuilder<SqlBool>
  /** Of the table `users`: how well the text names the person; the smaller the better, and 0 and 1 when it is all of it. */
  distance: RawBuilder<number>
}

/** Up to this distance, the text is the whole name, handle or number of a person. */
export const WHOLE = 1

/**
 * Whom somebody means by a typed text, everywhere: with an @ the person with this handle; a number, handle or name, in
 * any case and with or without accents; the beginning of a name or handle; three letters or more that a later word of a
 * name begins with.
 * Undefined when nothing was typed.
 */
export function personNamed(typed: string): PersonNamed | undefined {
  const line = typedLine(typed.slice(0, 4 * LENGTH))
  const text = line.replace(/^@/, '').trim().slice(0, LENGTH)
  if (text === '') return undefined

  const begins = sql`folded(${escapeLike(text)}) || '%'`
  const isHandle = sql<SqlBool>`users.handle = ${text}`
  const isNumber = /^\d{1,15}$/.test(text) ? sql`or users.id = ${Number(text)}` : sql``
  const isWhole = sql<SqlBool>`(${isHandle} or users.folded_name = folded(${text}) ${isNumber})`
  const isStart = sql<SqlBool>`(users.folded_name like ${begins} or lower(users.handle::text) like ${begins})`
  const isWord =
    [...text].length < WORD_LENGTH
      ? sql<SqlBool>`false`
      : sql<SqlBool>`(users.folded_name like '% ' || ${begins} or users.folded_name like '%-' || ${begins})`
  return {
    text,
    matches: sql`(${isWhole} or ${isStart} or ${isWord})`,
    distance: sql`case when ${line.startsWith('@') ? isHandle : sql`false`} then 0 when ${isWhole} then ${sql.lit(WHOLE)}
      when ${isStart} then 2 else 3 end`,
  }
}

import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DomainError } from '#app/domain/errors.ts'
import { bounded } from '#app/domain/input.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { anAdmin, commands, commandsMade, fieldsOf, untouchable } from '#tests/support/commands.ts'
import { db } from '#tests/support/database.ts'

const LONG = 'x'.repeat(1_000_000)

/** What no field of a form, a mail or the API may do harm with, whatever it is for. */
const NONSENSE: [string, unknown][] = [
  ['a million characters', LONG],
  ['a null byte', '\0'],
  ['a word with a null byte', 'a\0b'.repeat(10)],
  ['half a character', 'lamp \ud800'.repeat(5)],
  ['a number as a word', '12'],
  ['not a number', Number.NaN],
  ['no end', Number.POSITIVE_INFINITY],
  ['a number that no row has', 1e300],
  ['a broken moment', new Date(Number.NaN)],
  ['nothing', null],
  ['a list of a long word', [LONG]],
  ['a list of a null byte', ['\0']],
  ['a list of words without end', Array.from({ length: 100_000 }, (_, index) => `word ${index}`)],
  ['a list of numbers without end', Array.from({ length: 100_000 }, (_, index) => index + 1)],
  ['a table of a long word', { a: LONG }],
  ['a table of null bytes', { '\0': '\0' }],
  ['a table under a long word', { [LONG]: 'a' }],
  ['a table without end', Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key${index}`, 'a']))],
]

describe('every command', () => {
  test('is found', () => {
    expect(commands.length).toBeGreaterThan(20)
    expect(commands).toHaveLength(commandsMade)
  })

  test('has a name of its own, a thing and a verb', () => {
    const names = commands.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/.test(name))).toEqual([])
  })
})

describe.each(commands)('$name', ({ command, callers, input: schema }) => {
  const able = anAdmin(callers === 'system' ? { kind: 'system' } : {})
  const fields = [...fieldsOf(schema)]

  test('refuses what is no input at all', async () => {
    const wrong = Object.fromEntries(fields.map(([path]) => [path, LONG]))
    for (const given of [undefined, null, 'x', 12, [], {}, wrong]) {
      const { success } = schema.safeParse(given)
      if (success) await expectSuccess(given)
      else await expect(command(untouchable, able, given)).rejects.toMatchObject({ kind: 'invalid' })
    }
  })

  // What a command without needs makes of an empty input.
  async function expectSuccess(given: unknown) {
    const actor = callers === 'system' ? await getSystemActor(db) : await createUser({ roles: ['admin'] })
    const result = await command(db, actor, given).catch((error: unknown) => error)
    if (result instanceof Error) expect(result).toBeInstanceOf(DomainError)
  }

  test('lets nothing through that the database could not keep', () => {
    const harmful = fields.flatMap(([path, field]) =>
      NONSENSE.filter(([, value]) => {
        const { success, data } = field.safeParse(value)
        return success && !isHarmless(data)
      }).map(([name]) => `${path}: ${name}`),
    )
    expect(harmful).toEqual([])
  })

  test('reads no string further than its length allows', () => {
    const unbounded = fields.filter(([, field]) => readsBeforeLength(field)).map(([path]) => path)
    expect(unbounded).toEqual([])
  })
})

test('a string that is too long is read by no check after its length', () => {
  const read: string[] = []
  const field = bounded(3, 'tags.invalid').refine((text) => read.push(text) > 0)
  expect(field.safeParse('1234').error?.issues.map(({ message }) => message)).toEqual(['tags.invalid'])
  expect(field.safeParse('123').success).toBe(true)
  expect(read).toEqual(['123'])
  expect(readsBeforeLength(z.string().regex(/x/).max(3))).toBe(true)
  expect(readsBeforeLength(z.string().max(3).regex(/x/))).toBe(true)
  expect(readsBeforeLength(field)).toBe(false)
})

/** Whether a check of a string comes before that of its length, or comes after it although the string is too long. */
function readsBeforeLength(field: z.ZodType): boolean {
  if (field instanceof z.ZodPipe) return readsBeforeLength(field.in as z.ZodType)
  if (!(field instanceof z.ZodString)) return false
  const [first, ...others] = (field.def.checks ?? []).map((check) => check._zod.def)
  // The schema of a format, such as z.email(), is the first check itself.
  if ('format' in field.def) return true
  if (first === undefined) return false
  return first.check !== 'max_length' || (others.length > 0 && first.abort !== true)
}

/** Of a bounded length, whole characters without U+0000, and numbers that are some. */
function isHarmless(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= 100_000 && value.isWellFormed() && !value.includes('\0')
  if (typeof value === 'number') return Number.isFinite(value)
  if (value instanceof Date) return !Number.isNaN(value.getTime())
  if (Array.isArray(value)) return value.length <= 10_000 && value.every(isHarmless)
  if (typeof value !== 'object' || value === null) return true
  const entries = Object.entries(value)
  return entries.length <= 10_000 && entries.every(([key, inner]) => isHarmless(key) && isHarmless(inner))
}

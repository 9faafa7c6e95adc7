import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Command } from '#app/domain/command.ts'
import type { Actor, Viewer } from '#app/domain/users/actor.ts'
import { PRIVILEGE_PRESETS } from '#app/domain/users/privilege-presets.ts'
import type { Db } from '#db/transaction.ts'

const ROOT = join(import.meta.dirname, '../..')
const MADE = / = command(?:WithoutTransaction)?\(/g

type AnyCommand = Command<z.ZodType, Viewer, unknown>

const isCommand = (value: unknown): value is AnyCommand => typeof value === 'function' && 'contract' in value

const sources = ['app/domain', 'moderation'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(ROOT, folder, name))
    .map((path) => ({ path, made: readFileSync(path, 'utf8').match(MADE)?.length ?? 0 })),
)

/** How many commands the sources define, exported or not. */
export const commandsMade = sources.reduce((sum, { made }) => sum + made, 0)

const found = new Set<AnyCommand>()
for (const { path, made } of sources) {
  if (made === 0) continue
  const module: Record<string, unknown> = await import(path)
  for (const value of Object.values(module)) if (isCommand(value)) found.add(value)
}

/** Every command of the forum by its name: all exports of app/domain and moderation that have a contract. */
export const commands = [...found]
  .map((command) => ({ ...command.contract, command }))
  .toSorted((a, b) => a.name.localeCompare(b.name))

/** A database on which every query fails: a command that is refused with it was refused before its first statement. */
export const untouchable = new Proxy({} as Db, {
  get: (_, property) => {
    throw new Error(`The database was asked for ${String(property)}`)
  },
})

/** An admin with all permissions, without a row in the database. */
export const anAdmin = (changes: Partial<Actor> = {}): Actor => ({
  id: 1,
  kind: 'person',
  name: 'Ada',
  email: 'ada@example.org',
  locale: null,
  timeZone: null,
  theme: 'system',
  languageFirst: true,
  reputation: 9000,
  suspendedUntil: null,
  silencedUntil: null,
  createdAt: new Date('2025-01-01'),
  grants: [{ role: 'admin', categoryId: null, tagId: null }],
  privileges: PRIVILEGE_PRESETS.medium,
  ...changes,
})

const DEPTH = 4

/** The fields of what a command takes, those inside others too, by their path. */
export function* fieldsOf(schema: z.ZodType, path = '', depth = DEPTH): Generator<[string, z.ZodType]> {
  if (schema instanceof z.ZodObject) {
    for (const [name, field] of Object.entries<z.ZodType>(schema.shape)) {
      const inside = path ? `${path}.${name}` : name
      yield [inside, field]
      if (depth > 0) yield* fieldsOf(field, inside, depth - 1)
    }
  } else if (schema instanceof z.ZodArray) yield* fieldsOf(schema.element as z.ZodType, `${path}[]`, depth)
  else if (schema instanceof z.ZodRecord) yield* fieldsOf(schema.valueType as z.ZodType, `${path}{}`, depth)
  else if (schema instanceof z.ZodPipe) yield* fieldsOf(schema.in as z.ZodType, path, depth)
  else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) yield* fieldsOf(option as z.ZodType, path, depth)
  } else if ('innerType' in schema.def) yield* fieldsOf(schema.def.innerType as z.ZodType, path, depth)
}

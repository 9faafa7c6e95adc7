import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

test('every advisory lock has a number of its own', () => {
  const locks = ['app', 'db', 'moderation'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) => [...readFileSync(join(ROOT, folder, path), 'utf8').matchAll(/_LOCK = ([\d_]+)/g)])
      .map((match) => match[1]),
  )
  expect(locks.length).toBeGreaterThan(5)
  expect(new Set(locks).size).toBe(locks.length)
})

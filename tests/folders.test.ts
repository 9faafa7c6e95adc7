import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const MOST = 45

test.each(['app', 'db', 'moderation', 'tests'])('no folder of %s holds more files than one can look through', (top) => {
  const counts = new Map<string, number>()
  for (const entry of readdirSync(join(ROOT, top), { recursive: true, withFileTypes: true }))
    if (entry.isFile()) counts.set(entry.parentPath, (counts.get(entry.parentPath) ?? 0) + 1)

  expect([...counts].filter(([, count]) => count > MOST)).toEqual([])
})

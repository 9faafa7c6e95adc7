import { afterEach, beforeEach, inject, vi } from 'vitest'
import { setDatabaseUrl } from '#app/lib/env.ts'
import { databaseName, inDatabase } from './postgres.ts'

// The database itself is made by support/database.ts, for the test files that want one; its address is known before
// anything that opens a pool is imported.
setDatabaseUrl(inDatabase(inject('serverUrl'), databaseName()))

let complaints: unknown[][] = []

beforeEach(() => {
  complaints = []
  vi.spyOn(console, 'error').mockImplementation((...complaint) => void complaints.push(complaint))
})

afterEach(() => {
  if (complaints.length === 0) return
  const [first = []] = complaints
  throw new Error(`Unexpected console.error: ${first.map(String).join(' ')}`, {
    cause: first.find((part) => part instanceof Error),
  })
})

import { inject } from 'vitest'
import { databaseName, inDatabase } from './postgres.ts'

// Test files of one process share its modules, which run once. What such a module needs before and after every test is
// kept here, and setup.ts, which runs for each file, registers it.

/** The address of the database of this test process. It is created when its first file imports support/database.ts. */
export const ownDatabaseUrl = inDatabase(inject('serverUrl'), `${inject('template')}_${databaseName().slice(-12)}`)

type Work = () => Promise<void>
const before: Work[] = []
const after: Work[] = []

export const beforeEveryTest = (work: Work): void => void before.push(work)
export const afterEveryTest = (work: Work): void => void after.push(work)

export async function prepareTest(): Promise<void> {
  for (const work of before) await work()
}

export async function endTest(): Promise<void> {
  for (const work of after) await work()
}

import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrateToLatest } from '#db/migrate.ts'
import { databaseName, dropDatabases, inDatabase, runSql, startTestPostgres } from './postgres.ts'
import { START_AGAIN } from './start-again.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string
    template: string
  }
}

/** Compiled modules, which the test processes and the forums that they start keep for each other. */
const COMPILED = join(import.meta.dirname, '../../node_modules/.cache/entraide-compiled')

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  process.env.NODE_COMPILE_CACHE = COMPILED
  const server = await startTestPostgres()
  const template = databaseName()
  try {
    await runSql(server.url, `create database ${template}`)
    await migrateToLatest(inDatabase(server.url, template))
    await runSql(inDatabase(server.url, template), START_AGAIN)
  } catch (error) {
    await server.stop()
    throw error
  }
  provide('serverUrl', server.url)
  provide('template', template)

  return async () => {
    await dropDatabases(server.url, template)
    await server.stop()
  }
}

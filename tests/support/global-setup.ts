import type { TestProject } from 'vitest/node'
import { migrateToLatest } from '#db/migrate.ts'
import { databaseName, inDatabase, runSql, startTestPostgres } from './postgres.ts'
import { START_AGAIN } from './start-again.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string
    template: string
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
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
    await runSql(server.url, `drop database ${template} with (force)`)
    await server.stop()
  }
}

import type { TestProject } from 'vitest/node'
import { migrateToLatest } from '#db/migrate.ts'
import { databaseName, inDatabase, runSql, startTestPostgres } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    serverUrl: string
    template: string
  }
}

// Rows that migrations insert are copied, and each test starts from the copy.
const KEEP_ASIDE = `
  create schema pristine;
  do $$
  declare name text; filled boolean;
  begin
    for name in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely_%' loop
      execute format('select exists (select from public.%I)', name) into filled;
      if filled then execute format('create table pristine.%I as table public.%I', name, name); end if;
    end loop;
  end $$`

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await startTestPostgres()
  const template = databaseName()
  try {
    await runSql(server.url, `create database ${template}`)
    await migrateToLatest(inDatabase(server.url, template))
    await runSql(inDatabase(server.url, template), KEEP_ASIDE)
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

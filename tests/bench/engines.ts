import type { SearchEngine } from '#app/domain/search/engine.ts'
import { postgresEngine } from '#app/domain/search/postgres-engine.ts'

/** The engines that can be measured here, by name: the embedded one, and those whose servers are configured. */
export function enginesHere(): [name: string, SearchEngine][] {
  return [['embedded', postgresEngine()]]
}

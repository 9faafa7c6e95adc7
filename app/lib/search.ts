import type { SearchEngine } from '#app/domain/search/engine.ts'
import { postgresEngine } from '#app/domain/search/postgres-engine.ts'

/** The search engine of this installation. */
export const searchEngine: SearchEngine = postgresEngine()

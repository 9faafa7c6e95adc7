import { postgresEngine } from '#app/domain/search/postgres-engine.ts'
import { expectRelevance } from './gate.ts'

expectRelevance(postgresEngine(), { first: 0.9, firstFive: 0.97, mrr: 0.94 })

import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { expectRelevance } from './gate.ts'

expectRelevance(postgresEngine(), { first: 0.92, firstFive: 0.98, mrr: 0.945 })

import { postgresEngine } from '#app/domain/search/postgres-engine.ts'
import { describeSearchEngine } from './contract.ts'

describeSearchEngine(postgresEngine())

import { pino } from 'pino'
import { env } from '#app/platform/env.ts'

/** What the operator reads: one JSON object a line on standard output. */
export const log = pino({ level: env.LOG_LEVEL })

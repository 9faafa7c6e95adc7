import { pino } from 'pino'
import { env } from '#app/platform/env.ts'

/** The log for the operator: one JSON object a line on standard output. */
export const log = pino({ level: env.LOG_LEVEL })

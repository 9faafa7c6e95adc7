import { env } from '#app/platform/env.ts'
import { connect } from '#db/connect.ts'

/**
 * The pool of the process. Import it after the database address is known: embedded PostgreSQL sets it while starting.
 */
export const { db, pool } = connect(env.DATABASE_URL ?? '', { max: env.DATABASE_POOL })

// Codes of PostgreSQL when it cannot go on with a connection, or takes none now: class 08, ended by an administrator or
// after a crash, starting or stopping, too many connections, and a server that became a standby in a failover.
const ENDED = /^(08...|57P0[1235]|53300|25006)$/
// What Node says about a connection that cannot be made or was cut.
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND)$/
// The errors of pg itself have no code.
const SAID_BY_PG =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired$|Client was closed)/

/**
 * Whether an error means that the connection to PostgreSQL was lost or could not be made: nothing is wrong with what was
 * asked, and it can be asked again soon. Everything that treats such errors in a special way asks here.
 */
export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, syscall } = error as NodeJS.ErrnoException
  if (code !== undefined && (ENDED.test(code) || UNREACHABLE.test(code))) return true
  // The socket of an embedded PostgreSQL that is not there; other missing files are another matter.
  if (code === 'ENOENT' && syscall === 'connect') return true
  if (SAID_BY_PG.test(error.message)) return true
  // localhost has two addresses. Two refused connections come as one error.
  if (error instanceof AggregateError && error.errors.length > 0 && error.errors.every(isConnectionLoss)) return true
  return isConnectionLoss(error.cause)
}

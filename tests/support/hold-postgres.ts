// A program for tests of embedded PostgreSQL: starts it on argv[2], prints its address, and stops it on SIGTERM.
import { SetupError } from '#app/platform/setup-error.ts'
import { startEmbedded } from '#db/embedded.ts'

try {
  const { url, stop } = await startEmbedded({ dataDir: process.argv[2] ?? '' })
  process.once('SIGTERM', () => stop().then(() => process.exit(0)))
  console.log(`ready ${url}`)
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error)
  process.exit(1)
}

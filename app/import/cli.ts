import { parseArgs } from 'node:util'
import { env } from '#app/lib/env.ts'
import { SetupError } from '#app/lib/setup-error.ts'
import { withDatabase } from '#app/server/with-database.ts'
import { importReport } from './import-report.ts'
import { showProgress } from './show-progress.ts'
import { importDump } from './stack-exchange/import-dump.ts'

const USAGE = `Usage: npm run import -- stackexchange FOLDER [--category SLUG] [--locale en|fr]

FOLDER holds the XML files of a Stack Exchange dump. All threads go into one category, named after the folder unless
--category says otherwise. --locale is the language of all threads; without it each thread's language is guessed.`

/** `npm run import`: exit code 1 when a file was damaged or the arguments make no sense. */
async function main(): Promise<void> {
  const options = readArguments()
  if (!options) {
    console.error(USAGE)
    process.exitCode = 1
    return
  }
  await withDatabase(async () => {
    const watcher = showProgress()
    try {
      const report = await importDump(env.DATABASE_URL ?? '', { ...options, watcher })
      watcher.stop()
      console.log(importReport(report))
      if (report.broken.length > 0) process.exitCode = 1
    } finally {
      watcher.stop()
    }
  })
}

function readArguments() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { category: { type: 'string' }, locale: { type: 'string' } },
    })
    const [origin, folder, ...rest] = positionals
    const { category, locale } = values
    if (origin !== 'stackexchange' || !folder || rest.length > 0) return undefined
    if (category !== undefined && !/^[a-z0-9-]{1,60}$/.test(category)) return undefined
    if (locale !== undefined && locale !== 'en' && locale !== 'fr') return undefined
    return { folder, category, locale } as const
  } catch {
    return undefined
  }
}

await main().catch((error) => {
  process.exitCode = 1
  // A sentence for the operator was printed where it was caught.
  if (!(error instanceof SetupError)) throw error
})

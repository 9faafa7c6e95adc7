import { parseArgs } from 'node:util'
import { withDatabase } from '#app/cli/with-database.ts'
import { comparisonReport } from '#app/import/comparison-report.ts'
import { importReport } from '#app/import/import-report.ts'
import { showProgress } from '#app/import/show-progress.ts'
import { compareReputation } from '#app/import/stack-exchange/compare-reputation.ts'
import { importDump } from '#app/import/stack-exchange/import-dump.ts'
import { env } from '#app/platform/env.ts'
import { SetupError } from '#app/platform/setup-error.ts'

const USAGE = `Usage: npm run import -- stackexchange FOLDER [--category SLUG] [--locale en|fr] [--compare]

FOLDER holds the XML files of a Stack Exchange dump. All threads go into one category, named after the folder unless
--category says otherwise. --locale is the language of all threads; without it each thread's language is guessed.
--compare then sets the points that the votes come to beside the reputation that the dump says people have.`

/** `npm run import`: exit code 1 when a file was damaged or the arguments make no sense. */
async function main(): Promise<void> {
  const options = readArguments()
  if (!options) {
    console.error(USAGE)
    process.exitCode = 1
    return
  }
  await withDatabase(async (db) => {
    const watcher = showProgress()
    const { compare, ...importOptions } = options
    try {
      const report = await importDump(env.DATABASE_URL ?? '', { ...importOptions, watcher })
      watcher.stop()
      console.log(importReport(report))
      if (compare) console.log(`\n${comparisonReport(await compareReputation(db, options.folder))}`)
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
      options: { category: { type: 'string' }, locale: { type: 'string' }, compare: { type: 'boolean' } },
    })
    const [origin, folder, ...rest] = positionals
    const { category, locale, compare = false } = values
    if (origin !== 'stackexchange' || !folder || rest.length > 0) return undefined
    if (category !== undefined && !/^[a-z0-9-]{1,60}$/.test(category)) return undefined
    if (locale !== undefined && locale !== 'en' && locale !== 'fr') return undefined
    return { folder, category, locale, compare } as const
  } catch {
    return undefined
  }
}

await main().catch((error) => {
  process.exitCode = 1
  // The code that caught a SetupError has already printed its sentence for the operator.
  if (!(error instanceof SetupError)) throw error
})

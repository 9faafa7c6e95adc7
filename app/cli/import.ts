import { parseArgs } from 'node:util'
import { withDatabase } from '#app/cli/with-database.ts'
import { isCategorySlug } from '#app/domain/categories/category-slug.ts'
import { comparisonReport } from '#app/import/comparison-report.ts'
import { importReport } from '#app/import/import-report.ts'
import { showProgress } from '#app/import/show-progress.ts'
import { isSourceName } from '#app/import/stack-exchange/community.ts'
import { compareReputation } from '#app/import/stack-exchange/compare-reputation.ts'
import { importDump } from '#app/import/stack-exchange/import-dump.ts'
import { env } from '#app/platform/env.ts'
import { SetupError } from '#app/platform/setup-error.ts'

const USAGE = `Usage: npm run import -- stackexchange FOLDER [--source NAME] [--category SLUG] [--locale en|fr] [--compare]

FOLDER holds the XML files of a Stack Exchange dump. A newer dump of a community that was imported before is known by its
content, whatever its folder is called. --source is the name of the community: without it that of the folder, and asked for
when the content does not tell whether it is the community of that name. All threads go into one category: where those of
the community are, or else one of its name, unless --category says otherwise. --locale is the language of all threads;
without it each thread's language is recognised. --compare then sets the points that the votes come to, by the rules of the
network at the time of the dump, beside the reputation that the dump says people have.`

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
      if (compare && report.broken.length > 0) console.log('\nReputation is not compared: a file is damaged.')
      else if (compare) {
        const dump = { folder: options.folder, source: report.source }
        console.log(`\n${comparisonReport(await compareReputation(db, dump))}`)
      }
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
      options: {
        source: { type: 'string' },
        category: { type: 'string' },
        locale: { type: 'string' },
        compare: { type: 'boolean' },
      },
    })
    const [origin, folder, ...rest] = positionals
    const { category, locale, compare = false } = values
    const source = values.source?.replace(/^stackexchange:/, '')
    if (origin !== 'stackexchange' || !folder || rest.length > 0) return undefined
    if (source !== undefined && !isSourceName(source)) return undefined
    if (category !== undefined && !isCategorySlug(category)) return undefined
    if (locale !== undefined && locale !== 'en' && locale !== 'fr') return undefined
    return { folder, source, category, locale, compare } as const
  } catch {
    return undefined
  }
}

await main().catch((error) => {
  process.exitCode = 1
  // The code that caught a SetupError has already printed its sentence for the operator.
  if (!(error instanceof SetupError)) throw error
})

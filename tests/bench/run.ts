import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** `npm run bench -- NAME [options]`: runs tests/bench/NAME.ts. */
const name = process.argv[2] ?? ''
const file = join(import.meta.dirname, `${name}.ts`)
const { bench } = /^[a-z-]+$/.test(name) && existsSync(file) ? await import(pathToFileURL(file).href) : {}

if (typeof bench === 'function') {
  await bench(process.argv.slice(3))
} else {
  console.error('Usage: npm run bench -- import|pages [options]')
  process.exitCode = 1
}

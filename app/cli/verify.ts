import { refuseArguments } from '#app/cli/refuse-arguments.ts'
import { withDatabase } from '#app/cli/with-database.ts'
import { attachmentStore } from '#app/platform/attachment-store.ts'
import { verify } from '#app/verify/verify.ts'
import { verifyAttachments } from '#app/verify/verify-attachments.ts'

/** `npm run verify`: prints one line per figure. Exit code 1 when a figure differs from the facts. */
refuseArguments(
  'Usage: npm run verify\n\nRecomputes every derived figure and names those that have drifted; it changes none.',
)
const figures = await withDatabase(async (db) => [
  ...(await verify(db)),
  await verifyAttachments(db, attachmentStore()),
])
const width = Math.max(...figures.map(({ figure }) => figure.length))
const count = new Intl.NumberFormat('en')

console.log(`${'figure'.padEnd(width)} ${'checked'.padStart(12)} ${'wrong'.padStart(8)}`)
for (const { figure, checked, drifted, examples } of figures) {
  console.log(`${figure.padEnd(width)} ${count.format(checked).padStart(12)} ${count.format(drifted).padStart(8)}`)
  for (const example of examples) console.log(`  ${example}`)
  if (drifted > examples.length && drifted > 0) console.log(`  … and ${count.format(drifted - examples.length)} more`)
}

const drifted = figures.reduce((sum, figure) => sum + figure.drifted, 0)
console.log(drifted === 0 ? 'Every figure is what the facts say.' : `${count.format(drifted)} figures are wrong.`)
if (drifted > 0) process.exitCode = 1

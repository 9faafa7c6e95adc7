import { refuseArguments } from '#app/cli/refuse-arguments.ts'
import { withDatabase } from '#app/cli/with-database.ts'
import { seedDemo } from '#app/demo/seed.ts'

/** `npm run seed`: fills a forum without people with the demo community. */
refuseArguments(
  'Usage: npm run seed\n\nFills an empty forum with the demo community; in one with people it adds nothing.',
)
const demo = await withDatabase(seedDemo)
if (!demo) console.log('There are people in this community: nothing was added.')
for (const { email, password, role } of demo?.accounts ?? []) console.log(`${email}  ${password}  (${role})`)

import { parseArgs } from 'node:util'
import { seedDemo } from '#app/demo/seed.ts'
import { buildIfStale } from '#app/server/build.ts'
import { connect } from '#db/connect.ts'
import {
  type Cost,
  clientOf,
  costOf,
  explore,
  hostileRequests,
  type Sender,
  signIn,
  writtenPages,
} from '../support/fuzz/fuzz.ts'
import { startMeasuredServer } from '../support/fuzz/measured-server.ts'
import { siteRoutes } from '../support/fuzz/site.ts'
import { unhurried } from '../support/fuzz/unhurried.ts'
import { inTemporaryFolder, printResult, withBenchDatabase } from './support.ts'

const LIMITS: Record<Sender, number> = { visitor: 100, member: 500 }
const SHOWN = 25

/**
 * Sends hostile requests to every route of the demo community, one after the other, and says which cost the web server
 * the most processor time. `--route TEXT` only tries routes with this text, `--brief`
 * all kinds of hostile text at once.
 */
export async function bench(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { route: { type: 'string', default: '' }, brief: { type: 'boolean', default: false } },
  })
  const { route: only, brief } = values
  await buildIfStale()
  await inTemporaryFolder((dataDir) =>
    withBenchDatabase(async (databaseUrl) => {
      const { db } = connect(databaseUrl, { max: 2 })
      const demo = await seedDemo(db)
      await unhurried(db)
      await db.destroy()
      const admin = demo?.accounts.find(({ role }) => role === 'admin')
      if (!admin) throw new Error('The database of this benchmark must be empty')
      const server = await startMeasuredServer(databaseUrl, dataDir)
      try {
        const client = clientOf(server)
        let site = await explore(client, await signIn(client, admin))
        const costs: Cost[] = []
        const routes = siteRoutes
          .filter(({ pattern }) => pattern.includes(only))
          .toSorted((a, b) => last(a.pattern) - last(b.pattern))
        for (const route of routes) {
          const before = costs.length
          for (const sender of ['visitor', 'member'] as const) {
            for (const each of hostileRequests(site, route, sender, { brief })) {
              costs.push(await costOf(client, sender, site.cookie, each, LIMITS[sender] / 2))
            }
            // It may have signed out.
            if (route.hasAction) site = { ...site, cookie: await signIn(client, admin) }
          }
          const [worst] = costs.slice(before).toSorted((a, b) => b.milliseconds - a.milliseconds)
          if (worst) process.stderr.write(`${costs.length} requests; ${sentence(worst)}\n`)
        }
        for (const page of writtenPages(site)) {
          for (const sender of ['visitor', 'member'] as const) {
            costs.push(await costOf(client, sender, site.cookie, page, LIMITS[sender] / 2))
          }
        }
        report(costs)
      } finally {
        await server.stop()
      }
    }),
  )
}

/** What ends a session or changes the settings comes last. */
const last = (pattern: string) =>
  (pattern.startsWith('/admin') ? 1 : 0) + (/sign-|merge|deletion|sanctions/.test(pattern) ? 2 : 0)

const sentence = ({ sender, milliseconds, status, request }: Cost) =>
  `${sender}: ${Math.round(milliseconds)} ms, ${status} ${request}`

function report(costs: Cost[]): void {
  const worst = (sender: Sender) =>
    costs.filter((cost) => cost.sender === sender).toSorted((a, b) => b.milliseconds - a.milliseconds)
  const rounded = (cost: Cost | undefined) => Math.round(cost?.milliseconds ?? 0)
  const table = (['visitor', 'member'] as const).flatMap((sender) =>
    worst(sender)
      .slice(0, SHOWN)
      .map((cost): [string, string] => [`${sender}: ${rounded(cost)} ms`, `${cost.status} ${cost.request}`]),
  )
  const failed = costs.filter((cost) => cost.status >= 500 || cost.status === 0)
  for (const cost of failed.slice(0, SHOWN)) table.push([`${cost.sender}: ${cost.status}`, cost.request])
  printResult(
    {
      bench: 'fuzz',
      aims: {
        visitorMilliseconds: { value: rounded(worst('visitor')[0]), aim: LIMITS.visitor, better: 'lower' },
        memberMilliseconds: { value: rounded(worst('member')[0]), aim: LIMITS.member, better: 'lower' },
        failures: { value: failed.length, aim: 0, better: 'lower' },
      },
      figures: { requests: costs.length },
    },
    table,
  )
}

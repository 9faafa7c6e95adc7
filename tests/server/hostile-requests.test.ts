import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedDemo } from '#app/demo/seed.ts'
import { env } from '#app/platform/env.ts'
import { ensureBuilt } from '#tests/support/app.ts'
import { db } from '#tests/support/database.ts'
import {
  type Cost,
  clientOf,
  costOf,
  explore,
  hostileRequests,
  type Sender,
  signIn,
  writtenPages,
} from '#tests/support/fuzz/fuzz.ts'
import { type MeasuredServer, startMeasuredServer } from '#tests/support/fuzz/measured-server.ts'
import { siteRoutes } from '#tests/support/fuzz/site.ts'
import { unhurried } from '#tests/support/fuzz/unhurried.ts'
import { temporaryFolder } from '#tests/support/postgres.ts'

/**
 * Of processor time, in milliseconds: what no request costs, with room for a machine that does other things. What is
 * done with the square of its input costs seconds. `npm run bench -- fuzz` tries more, without room.
 */
const LIMITS: Record<Sender, number> = { visitor: 300, member: 1_500 }

/** Some hundred requests, one after the other. */
const PATIENCE = 300_000

let folder = ''
let server: MeasuredServer

beforeAll(async () => {
  await ensureBuilt()
  folder = await temporaryFolder({ inMemory: true })
})
afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

test(
  'no request that is cheap to send is dear to answer, whichever its route and its field',
  async () => {
    const demo = await seedDemo(db)
    await unhurried(db)
    server = await startMeasuredServer(env.DATABASE_URL ?? '', folder)
    const client = clientOf(server)
    const admin = demo?.accounts.find(({ role }) => role === 'admin') ?? { email: '', password: '' }
    const site = await explore(client, await signIn(client, admin), { each: 1 })
    // It would keep the others from being measured as a member's.
    const routes = siteRoutes.filter(({ pattern }) => pattern !== '/sign-out')
    // Otherwise the forms were not found, and nothing was tried.
    expect(routes.filter(({ hasAction }) => hasAction).length).toBeGreaterThan(60)
    expect(site.forms.size).toBeGreaterThan(40)

    const costs: Cost[] = []
    for (const [index, route] of routes.entries()) {
      const senders: Sender[] = route.hasAction ? ['visitor', 'member'] : index % 2 === 0 ? ['visitor'] : ['member']
      for (const who of senders) {
        for (const request of hostileRequests(site, route, who, { brief: true })) {
          costs.push(await costOf(client, who, site.cookie, request, LIMITS[who]))
        }
      }
    }

    for (const page of writtenPages(site)) {
      costs.push(await costOf(client, 'visitor', site.cookie, page, LIMITS.visitor))
    }

    expect(costs.filter(({ sender, milliseconds }) => milliseconds > LIMITS[sender])).toEqual([])
    expect(costs.filter(({ status }) => status === 0 || status >= 500)).toEqual([])
  },
  PATIENCE,
)

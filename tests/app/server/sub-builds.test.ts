import type { ServerBuild } from '@remix-run/node'
import { matchRoutes } from '@remix-run/react'
import type { RouteConfigEntry } from '@remix-run/route-config'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import routeConfig from '#app/routes.ts'
import { createDiscovery, createSubBuilds } from '#app/server/sub-builds.ts'

const entries = (await routeConfig) as RouteConfigEntry[]

type Route = { id: string; path?: string; index?: boolean; parentId?: string; module: object }
const routes: Record<string, Route> = { root: { id: 'root', path: '', module: {} } }
const add = (parentId: string, { file, path, index, children }: RouteConfigEntry) => {
  routes[file] = { id: file, path, index, parentId, module: {} }
  for (const child of children ?? []) add(file, child)
}
for (const entry of entries) add('root', entry)
const build = { routes, assets: { routes } } as unknown as ServerBuild

/** What Remix finds among the routes of a build: the modules from the root to the page, and the parameters. */
type RouteObject = Parameters<typeof matchRoutes>[0][number]

function found(part: ServerBuild, path: string) {
  const childrenOf = (parentId: string | undefined): RouteObject[] =>
    Object.values(part.routes as unknown as Record<string, Route>)
      .filter((route) => route.parentId === parentId)
      .map(({ id, path, index }) =>
        index ? { id, path, index } : { id, path, children: childrenOf(id) },
      ) as RouteObject[]
  return matchRoutes(childrenOf(undefined), path)?.map(({ route, params }) => ({ id: route.id, params }))
}

describe('a page is matched against few routes', () => {
  const subBuildOf = createSubBuilds(build)
  const paths = Object.values(routes).flatMap(({ path }) => (path === undefined || path === '*' ? [] : [`/${path}`]))
  const segment = fc.oneof(
    fc.constantFrom('1', '1-how-to', 'new', 'edit', 'questions', 'Ask', '_root', '*', ':x', '%CE%B7', 'a%2Fb'),
    fc.webSegment(),
  )
  const address = fc
    .tuple(
      fc.constantFrom('/', '/nowhere', ...paths),
      fc.array(segment, { maxLength: 8 }),
      fc.constantFrom('', '/', '/more'),
    )
    .map(([path, values, end]) => {
      const rest = values.values()
      return path.replace(/:\w+|\*/g, () => rest.next().value || '1') + end
    })

  test('and the same page is found as among all, whatever the address', () => {
    fc.assert(
      fc.property(address, (path) => {
        expect(found(subBuildOf(path), path)).toEqual(found(build, path))
      }),
      { numRuns: 100 },
    )
  })

  test('and a browser learns the route of a page in whatever script its address is', async () => {
    const discover = createDiscovery({ ...build, assets: { routes, version: '1' } } as unknown as ServerBuild)
    for (const path of ['/questions/7-wifi', '/questions/7-%CE%B7-%CE%BA%CE%B5%CE%BD', '/%71uestions/7']) {
      const answer = await discover(`http://forum.example/__manifest?version=1&p=${encodeURIComponent(path)}`).json()
      expect(Object.keys(answer as object), path).toContain('pages/question/page.tsx')
    }
  })

  test('which are those that begin alike and are as long', () => {
    expect(Object.keys(subBuildOf('/questions/1-how-to').routes).length).toBeLessThan(10)
    expect(subBuildOf('/questions/1.data')).toBe(subBuildOf('/questions/2-another'))
  })

  test('save an address that begins in an unusual way, which only all of them together can tell', () => {
    for (const path of ['/%71uestions/7', '//questions/7', '/questions//7']) expect(subBuildOf(path)).toBe(build)
  })
})

import type { ServerBuild } from '@remix-run/node'

/**
 * Remix matches the path of a page against every route, several times a request. Here the routes are grouped by the
 * first segment of their path, so a page is matched only against the routes that can answer it, with the same result.
 * Measured with a hundred routes, matching took half of the time of a page.
 */
export function splitBuild(build: ServerBuild): Map<string, ServerBuild> {
  const routes = Object.values(build.routes).filter((route) => route !== undefined)
  const pathOf = (id: string | undefined): string => {
    const route = id === undefined ? undefined : build.routes[id]
    return route ? `${pathOf(route.parentId)}/${route.path ?? ''}` : ''
  }
  const firstSegment = (id: string) => pathOf(id).split('/').find(Boolean)?.toLowerCase() ?? ''
  const isOpen = (segment: string) =>
    segment === '' || segment.includes(':') || segment.includes('*') || segment.endsWith('?')

  const segments = new Set(routes.map((route) => firstSegment(route.id)).filter((segment) => !isOpen(segment)))
  segments.add('')

  const parts = new Map<string, ServerBuild>()
  for (const segment of segments) {
    const own = routes.filter((route) => {
      const first = firstSegment(route.id)
      return first === segment || isOpen(first)
    })
    const pick = <Value>(record: Record<string, Value>) =>
      Object.fromEntries(own.map((route) => [route.id, record[route.id]])) as Record<string, Value>
    parts.set(segment, {
      ...build,
      routes: pick(build.routes),
      assets: { ...build.assets, routes: pick(build.assets.routes) },
    })
  }
  return parts
}

/** The name of the group of routes for a path; undefined when only all routes together can tell. */
export function segmentOf(pathname: string): string | undefined {
  if (pathname.includes('%') || pathname.includes('//')) return undefined
  const end = pathname.indexOf('/', 1)
  const first = end < 0 ? pathname.slice(1).replace(/\.data$/, '') : pathname.slice(1, end)
  return first === '_root' ? '' : first.toLowerCase()
}

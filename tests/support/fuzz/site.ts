import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RouteConfigEntry } from '@remix-run/route-config'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import routeConfig from '#app/routes.ts'

const APP = join(import.meta.dirname, '../../../app')

const SCHEMA = /z\s*\.object\(\{([\s\S]*?)\n?\}\)/g
const KEY = /(?:^|[\s,{])(\w+)\??:/g
const READ = /(?<!headers)\.(?:get|getAll|has)\('(\w+)'\)/g
const PROPERTY = /\b(?:fields|form|sent|typed)\.(?!success|data|malformed|get\b|map\b|some\b)(\w+)/g
const TAKEN_APART = /\{([^{}]*)\} = await readForm/g
const SHOWN = /<(?!Icon)\w+[^<>]*?\bname="([\w-]+)"/g
const IMPORTED = /from '#app\/((?:pages|web|ui)\/[\w/.-]+)'/g

/** An address of the forum, as app/routes.ts says it, with the names of all fields that its module reads. */
export type SiteRoute = { pattern: string; hasAction: boolean; hasPage: boolean; fields: string[] }
export type SiteForm = { action: string; method: string; fields: Record<string, string> }

/** All routes of the forum. */
export const siteRoutes: SiteRoute[] = [...flatten((await routeConfig) as RouteConfigEntry[])].map(({ path, file }) => {
  const source = readFileSync(join(APP, file), 'utf8')
  return {
    pattern: `/${path}`,
    hasAction: /export (?:async )?(?:function|const) action\b|export \{[^}]*\baction\b/.test(source),
    hasPage: /export default/.test(source),
    fields: [...new Set(fieldsRead(join(APP, file)))],
  }
})

function* flatten(routes: RouteConfigEntry[], above = ''): Generator<{ path: string; file: string }> {
  for (const { path, file, children } of routes) {
    const whole = [above, path].filter(Boolean).join('/')
    yield { path: whole, file }
    if (children) yield* flatten(children, whole)
  }
}

/** The names of fields in a module of a page, and in what it imports of pages, parts and the reading of requests. */
function* fieldsRead(file: string, seen = new Set<string>()): Generator<string> {
  if (seen.has(file) || !existsSync(file)) return
  seen.add(file)
  const whole = readFileSync(file, 'utf8')
  const source = whole.replace(/^import .*$/gm, '')
  for (const [, keys = ''] of source.matchAll(SCHEMA)) for (const [, name = ''] of keys.matchAll(KEY)) yield name
  for (const [, names = ''] of source.matchAll(TAKEN_APART)) yield* names.match(/\w+/g) ?? []
  for (const pattern of [READ, PROPERTY, SHOWN]) for (const [, name = ''] of source.matchAll(pattern)) yield name
  // Parts of every page have forms of their own, with their own routes.
  for (const [, path = ''] of whole.matchAll(IMPORTED)) {
    const next = join(APP, path)
    if (dirname(next) === dirname(file) || path.startsWith('web/')) yield* fieldsRead(next, seen)
  }
}

/** The route of a path: the one with the fewest open segments that fits. */
export function routeOf(path: string): SiteRoute | undefined {
  const given = path.split(/[?#]/)[0]?.split('/').filter(Boolean) ?? []
  const open = (route: SiteRoute) => (route.pattern.match(/[:*]/g) ?? []).length
  return siteRoutes
    .filter(({ pattern }) => {
      const parts = pattern.split('/').filter(Boolean)
      return (
        parts.length === given.length && parts.every((part, index) => part.startsWith(':') || part === given[index])
      )
    })
    .toSorted((a, b) => open(a) - open(b))[0]
}

type Element = DefaultTreeAdapterTypes.Element

/** The paths to which a page leads, and its forms with what their fields hold. */
export function readPage(html: string, address: string): { links: string[]; forms: SiteForm[] } {
  const links: string[] = []
  const forms: SiteForm[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node, form?: SiteForm) => {
    let inside = form
    if ('tagName' in node) {
      if (node.tagName === 'a') links.push(attribute(node, 'href') ?? '')
      if (node.tagName === 'form') {
        inside = {
          action: attribute(node, 'action') || address,
          method: (attribute(node, 'method') ?? 'get').toUpperCase(),
          fields: {},
        }
        forms.push(inside)
      }
      const name = attribute(node, 'name')
      if (inside && name && ['input', 'textarea', 'select', 'button'].includes(node.tagName)) {
        inside.fields[name] ??= heldBy(node)
      }
    }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child, inside)
  }
  visit(parse(html))
  return { links: links.filter((link) => /^\/(?!\/)/.test(link)).map((link) => link.replace(/#.*/, '')), forms }
}

const attribute = (element: Element, name: string) => element.attrs.find((each) => each.name === name)?.value

function heldBy(element: Element): string {
  if (element.tagName === 'select') {
    const options = element.childNodes.flatMap((child) => ('tagName' in child ? [child] : []))
    const chosen = options.find((option) => attribute(option, 'selected') !== undefined) ?? options.at(-1)
    return (chosen && attribute(chosen, 'value')) ?? ''
  }
  const [text] = element.childNodes
  return attribute(element, 'value') ?? (text && 'value' in text ? text.value : '')
}

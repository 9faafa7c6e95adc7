import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RouteConfigEntry } from '@remix-run/route-config'
import { expect, test } from 'vitest'
import routes from '#app/routes.ts'
import { placeOf } from '#app/web/place-of.ts'

const APP = join(import.meta.dirname, '../../../app')

/** Every address with its module. */
const addresses = (await routes).flatMap((entry) => addressesOf(entry))
function addressesOf({ path, file, children = [] }: RouteConfigEntry, above = ''): { path: string; file: string }[] {
  const here = [above, path].filter(Boolean).join('/')
  return [
    ...(path === undefined ? [] : [{ path: `/${here}`, file }]),
    ...children.flatMap((one) => addressesOf(one, here)),
  ]
}
const sourceOf = (file: string) => readFileSync(join(APP, file), 'utf8')
const isPage = ({ file }: { file: string }) => sourceOf(file).includes('export default')
const isAction = ({ file }: { file: string }) => /export (?:async )?(?:function|const) action\b/.test(sourceOf(file))
const pattern = (path: string) => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)
const leadsSomewhere = (path: string) =>
  addresses.filter((each) => each.path !== '/*').some((each) => pattern(each.path).test(path))

/** What is asked by a page's script, or has no page of its own. */
const BY_SCRIPT = [
  '/preview',
  '/attachments',
  '/preferences',
  '/sign-out',
  '/search/',
  '/searches/',
  '/suggestions',
  '/ask/duplicate',
  '/threads/',
]

test('a refused button leads back to the page of its thing', () => {
  const buttons = addresses
    .filter((each) => isAction(each) && !isPage(each))
    .map(({ path }) => path)
    .filter((path) => !BY_SCRIPT.some((start) => path.startsWith(start)))
  expect(buttons.length).toBeGreaterThan(30)
  const lost = buttons.filter((path) => {
    const back = placeOf(path.replace(/:\w+/g, '12'))
    return back === undefined || !leadsSomewhere(back) || back === path
  })
  expect(lost).toEqual([])
})

test.each([
  ['/desk/tickets/12/ownership', '/desk/tickets/12'],
  ['/answers/5/acceptance', '/posts/5'],
  ['/posts/5/revisions/2/restoration', '/posts/5/revisions'],
  ['/review/edits/7/approval', '/review/edits/7'],
  ['/tags/caf%C3%A9/synonyms/bar/removal', '/tags/caf%C3%A9/names'],
  ['/desk/tickets/12', undefined],
  ['/questions/12-how-to', undefined],
])('%s leads to %s', (path, back) => {
  expect(placeOf(path)).toBe(back)
})

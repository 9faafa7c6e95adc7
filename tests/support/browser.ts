import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import chromium from '@sparticuz/chromium'
import { type BrowserContext, type BrowserContextOptions, chromium as driver, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { afterEveryTest } from './each-test.ts'
import { alone } from './postgres.ts'

// The browser is unpacked on first use; two processes that did this at once would damage each other's copy.
const executablePath = await alone(inject('serverUrl'), () => chromium.executablePath())
// It ends with the test process.
const browser = await driver.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
})

let contexts: BrowserContext[] = []
let warnings: string[] = []
const outages = new WeakSet<Page>()
/** What Chrome says of requests that fail, and Remix of code that is missing. */
const OUTAGE =
  /^Failed to load (resource: (net::ERR|the server responded)|module script)|^Error loading route module|Failed to fetch dynamically imported module/

afterEveryTest(async () => {
  await Promise.all(contexts.map((context) => context.close()))
  contexts = []
  const heard = warnings
  warnings = []
  expect(heard, 'what the browser complained of').toEqual([])
})

/**
 * A page in a new browser session. Errors in the console, in scripts and of the content security policy fail the test,
 * those of further tabs of the session too.
 */
export async function openPage(baseURL: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: 'en-GB', reducedMotion: 'reduce', ...options })
  contexts.push(context)
  context.setDefaultTimeout(30_000)

  context.on('weberror', (error) => warnings.push(`${error.page()?.url()}: ${error.error().message}`))
  context.on('console', (message) => {
    if (message.type() !== 'error') return
    // Chrome's message for a page that answers 4xx, which tests of refusals open on purpose.
    if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return
    const page = message.page()
    if (page && outages.has(page) && OUTAGE.test(message.text())) return
    warnings.push(`${page?.url()}: ${message.text()}`)
  })
  return context.newPage()
}

/** For a page whose network a test cuts: what the browser says of requests that fail is no complaint then. */
export function expectOutages(page: Page): Page {
  outages.add(page)
  return page
}

/**
 * Expects that axe finds nothing against WCAG 2.2 AA. The head and the foot of the site are the same on all pages: they
 * are judged with the first page of a session, or where a test says that something is open in them.
 */
export async function axe(page: Page, { frame = isFirst(page, 'light') } = {}): Promise<void> {
  await judge(page, WCAG, { frame })
}

/** Expects the same of a page whose colours have been judged already, on another screen or in another language. */
export async function axeWithoutColours(page: Page): Promise<void> {
  await judge(page, WCAG, { frame: isFirst(page, 'light'), without: COLOURS })
}

/** Expects the same of a page that was judged, in the dark theme: nothing but its colours differs. */
export async function axeInTheDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'dark' })
  await judge(page, COLOURS, { frame: isFirst(page, 'dark') })
  await page.emulateMedia({ colorScheme: 'light' })
}

const PROGRAM = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const COLOURS = ['color-contrast', 'link-in-text-block']
const FRAME = [['header.site'], ['footer.site']]
/** All rows of a list are made by the same code: the first ones are judged. */
const FURTHER_ROWS = [['main :is(ol, ul, tbody) > :nth-child(n + 7)']]

const seen = new WeakMap<BrowserContext, Set<string>>()

function isFirst(page: Page, theme: string): boolean {
  const themes = seen.get(page.context()) ?? new Set()
  seen.set(page.context(), themes)
  return themes.size < themes.add(theme).size
}

async function judge(
  page: Page,
  runOnly: string[],
  { frame, without = [] }: { frame: boolean; without?: string[] },
): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await load(page, PROGRAM)
  // No level of heading is skipped: of the further practices it is the one that readers by ear go by.
  const rules = Object.fromEntries([
    ['heading-order', { enabled: true }],
    ...without.map((rule) => [rule, { enabled: false }]),
  ])
  const found = await page.evaluate(
    async ({ exclude, options }) => {
      // What the head of the page covers while it is scrolled is no fault of what is covered: the head stays in its place.
      const head = document.querySelector<HTMLElement>('header.site')
      if (head) head.style.position = 'static'
      const { axe } = window as unknown as { axe: typeof import('axe-core') }
      const { violations } = await axe.run({ exclude }, options)
      head?.style.removeProperty('position')
      return violations.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target }) => `${id} at ${target.join(' ')}: ${help}`),
      )
    },
    {
      exclude: frame ? FURTHER_ROWS : [...FURTHER_ROWS, ...FRAME],
      options: { runOnly, rules, resultTypes: ['violations' as const] },
    },
  )
  expect(found, `accessibility of ${page.url()}`).toEqual([])
}

/** Runs a long program in a page. Told so, the browser keeps it compiled for the next page, which page.evaluate does not. */
async function load(page: Page, program: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: program })
  await session.detach()
}

import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import chromium from '@sparticuz/chromium'
import { type Browser, chromium as driver, type Page } from 'playwright-core'
import { env } from '#app/platform/env.ts'

// Screenshots of every page of the running demo community, for eyes: desktop and phone, light and dark, both languages.
const FOLDER = join(import.meta.dirname, '../screens')
const PASSWORD = 'entraide-demo'

type Shot = { name: string; path: string | ((page: Page) => Promise<string>) }

/** Where the first link below an address leads that looks as said: pages of things have numbers nobody knows ahead. */
const first =
  (list: string, pattern: RegExp, below = '') =>
  async (page: Page): Promise<string> => {
    await page.goto(list)
    const paths = await page
      .locator('main a[href]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    const found = paths.find((path) => pattern.test(path))
    if (!found) throw new Error(`${list} leads to nothing like ${pattern}`)
    return `${found}${below}`
  }

const THREAD = /^\/questions\/\d+/
const VIEWS: Array<{ who: string; email?: string; shots: Shot[] }> = [
  {
    who: 'visitor',
    shots: [
      { name: 'home', path: '/' },
      { name: 'questions', path: '/questions' },
      { name: 'questions-empty', path: '/questions?filter=needs_info&tag=app&sort=score' },
      { name: 'thread-solved', path: first('/questions?filter=solved', THREAD) },
      { name: 'thread-unsolved', path: first('/questions?filter=unsolved', THREAD) },
      { name: 'search', path: '/search?q=hub' },
      { name: 'search-nothing', path: '/search?q=zzzzqqq' },
      { name: 'search-blank', path: '/search' },
      { name: 'search-narrowed', path: '/search?q=hub+score:abc&state=solved&lang=en' },
      { name: 'search-misspelt', path: '/search?q=firmwre' },
      { name: 'kb', path: '/kb' },
      { name: 'kb-category', path: first('/kb', /^\/kb\/categories\//) },
      { name: 'kb-article', path: first('/kb', /^\/kb\/articles\/\d+/) },
      { name: 'tags', path: '/tags' },
      { name: 'tag', path: first('/tags', /^\/tags\/[a-z]/) },
      { name: 'tag-leaders', path: '/users?tab=leaders&period=all' },
      { name: 'category', path: first('/', /^\/categories\//) },
      { name: 'experts', path: '/experts' },
      { name: 'privileges', path: '/privileges' },
      { name: 'tag', path: '/tags/wifi' },
      { name: 'topic', path: '/categories/hub-sensors' },
      { name: 'badges', path: '/badges' },
      { name: 'people', path: '/users' },
      { name: 'profile', path: first('/users', /^\/users\/\d+/) },
      { name: 'reputation', path: first('/users', /^\/users\/\d+/, '/reputation') },
      { name: 'activity', path: first('/users', /^\/users\/\d+/, '/activity') },
      { name: 'badge', path: first('/badges', /^\/badges\/[a-z]/) },
      { name: 'sign-in', path: '/sign-in' },
      { name: 'sign-up', path: '/sign-up' },
      { name: 'not-found', path: '/questions/99999-soil-probe-shows-a-wrong-value' },
      { name: 'contact', path: '/contact?title=The%20soil%20probe%20shows%20a%20wrong%20value' },
    ],
  },
  {
    who: 'expert',
    email: 'marcus@demo.entraide.example',
    shots: [
      { name: 'ask', path: '/ask?title=Which+MQTT+topics+does+the+hub+publish' },
      { name: 'drafts', path: '/drafts' },
      { name: 'thread', path: first('/questions?filter=unanswered', THREAD) },
      { name: 'settings', path: '/settings' },
      { name: 'home', path: '/' },
      { name: 'drafts', path: '/drafts' },
      { name: 'bookmarks', path: '/bookmarks' },
      { name: 'following', path: '/following' },
      { name: 'notifications', path: '/notifications' },
      { name: 'notification-settings', path: '/settings/notifications' },
    ],
  },
  {
    who: 'staff',
    email: 'nadia@demo.entraide.example',
    shots: [
      { name: 'desk', path: '/desk' },
      { name: 'searches', path: '/admin/searches?list=frequent' },
      { name: 'desk-open', path: '/desk?view=open' },
      { name: 'ticket', path: first('/desk?view=open', /^\/desk\/tickets\/\d+/) },
      { name: 'kb-drafts', path: '/kb/drafts' },
      { name: 'kb-new', path: '/kb/articles/new' },
    ],
  },
  {
    who: 'moderator',
    email: 'priya@demo.entraide.example',
    shots: [
      { name: 'review', path: '/review' },
      { name: 'review-item', path: first('/review', /^\/review\/\d+/) },
      { name: 'edits', path: '/review/edits' },
      { name: 'edit', path: first('/review/edits', /^\/review\/edits\/\d+/) },
      { name: 'thread', path: first('/questions', THREAD) },
    ],
  },
  {
    who: 'admin',
    email: 'odile@demo.entraide.example',
    shots: [
      { name: 'policies', path: '/admin/policies' },
      { name: 'policy', path: first('/admin/policies', /^\/admin\/policies\/\d+/) },
      { name: 'calendars', path: '/admin/calendars' },
      { name: 'calendar', path: first('/admin/calendars', /^\/admin\/calendars\/\d+/) },
      { name: 'automatic-reply', path: '/admin/automatic-reply' },
      { name: 'jobs', path: '/admin/jobs' },
      { name: 'audit', path: '/admin/audit' },
      { name: 'categories', path: '/admin/categories' },
      { name: 'category', path: first('/admin/categories', /^\/admin\/categories\/\d+/) },
      { name: 'experts', path: '/admin/experts' },
      { name: 'search-indexes', path: '/admin/search' },
      { name: 'settings', path: '/admin/settings' },
      { name: 'privileges', path: '/admin/settings/privileges' },
    ],
  },
]

const LOOKS = [
  { look: 'desktop-light', viewport: { width: 1280, height: 900 }, colorScheme: 'light', locale: 'en-GB' },
  { look: 'desktop-dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark', locale: 'en-GB' },
  { look: 'phone-light', viewport: { width: 390, height: 844 }, colorScheme: 'light', locale: 'en-GB' },
  { look: 'phone-dark-fr', viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'fr-FR' },
  { look: 'desktop-light-fr', viewport: { width: 1280, height: 900 }, colorScheme: 'light', locale: 'fr-FR' },
] as const

async function signIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in')
  await page.locator('[name=email]').fill(email)
  await page.locator('[name=password]').fill(PASSWORD)
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL((url) => url.pathname === '/')
}

async function shoot(browser: Browser, baseURL: string, only: string | undefined): Promise<number> {
  let taken = 0
  for (const { who, email, shots } of VIEWS) {
    for (const { look, ...options } of LOOKS) {
      const context = await browser.newContext({ baseURL, ...options })
      const page = await context.newPage()
      if (email) {
        await signIn(page, email)
        // An account's own language comes before the browser's: say which one is wanted.
        await page.locator(`footer button[value=${options.locale.slice(0, 2)}]`).click()
        await page.waitForLoadState()
      }
      for (const { name, path } of shots) {
        if (only && !`${who}-${name}`.includes(only)) continue
        await page.goto(typeof path === 'string' ? path : await path(page))
        await page.waitForLoadState('networkidle')
        await page.screenshot({ path: join(FOLDER, look, `${who}-${name}.png`), fullPage: true })
        taken += 1
      }
      await context.close()
    }
  }
  return taken
}

const baseURL = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`
const answers = await fetch(`${baseURL}/healthz`).then(
  (response) => response.ok,
  () => false,
)
if (!answers) {
  console.error(`Nothing answers at ${baseURL}: start the demo first, with npm start.`)
  process.exit(1)
}

const only = process.argv[2]
if (!only) await rm(FOLDER, { recursive: true, force: true })
await mkdir(FOLDER, { recursive: true })
const browser = await driver.launch({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
})
try {
  const taken = await shoot(browser, baseURL, only)
  console.log(`${taken} screenshots in ${FOLDER}`)
} finally {
  await browser.close()
}

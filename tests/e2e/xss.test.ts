import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { cleanHtml, renderMarkdown } from '#app/text/markdown.ts'
import { openPage } from '#tests/support/browser.ts'
import { absent, collected } from '#tests/support/payloads.ts'

const BODIES_PER_PAGE = 200
const HOST = 'http://forum.example'

// Where a payload can stand in Markdown besides a line of its own.
const POSITIONS: Record<string, (payload: string) => string> = {
  'as a body': (payload) => payload,
  'as an address': (payload) =>
    `[a](<${payload}>) [b](${payload}) ![c](${payload}) <${payload}>\n\n[d]\n\n[d]: ${payload}`,
  'as an attribute': (payload) => `<a href="${payload}" title='${payload}'>a</a> <img src="${payload}" alt=${payload}>`,
  'as code': (payload) => `\`\`\`${payload}\n${payload}\n\`\`\`\n\n\`${payload}\`\n\n|${payload}|\n|-|\n|${payload}|`,
}

// Runs before the page's own scripts would: whatever a payload calls is written down, as is any console message.
function watch(): void {
  const ran: string[] = []
  Object.defineProperty(window, 'ran', { value: ran })
  for (const name of ['alert', 'prompt', 'confirm', 'print', 'open', 'fetch', 'xss', 'XSS']) {
    Object.defineProperty(window, name, { value: (...given: unknown[]) => void ran.push(`${name}(${given})`) })
  }
  for (const name of ['log', 'warn', 'error', 'info', 'debug'] as const) {
    console[name] = (...given: unknown[]) => void ran.push(`console.${name}(${given})`)
  }
  window.addEventListener('error', ({ message }) => message && ran.push(`error: ${message}`))
}

/** Touches every element, and answers everything that ran or could have run. */
async function provoke(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found: string[] = []
    document.addEventListener('click', (event) => event.preventDefault())
    const events = [
      'mouseover',
      'mouseenter',
      'pointerdown',
      'click',
      'focus',
      'error',
      'load',
      'toggle',
      'animationend',
    ]
    for (const element of document.body.querySelectorAll<HTMLElement>('*')) {
      for (const { name } of element.attributes)
        if (/^on|^style$|^srcdoc$|^form/i.test(name)) found.push(element.outerHTML)
      if (/^(?:script|iframe|object|embed|form|input|style|link|meta|base|svg|math)$/i.test(element.tagName)) {
        found.push(element.outerHTML)
      }
      if (element instanceof HTMLAnchorElement && element.href && !/^(?:https?|mailto|):$/.test(element.protocol)) {
        found.push(element.outerHTML)
      }
      for (const name of events) element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }))
      if (element instanceof HTMLDetailsElement) element.open = !element.open
      element.focus({ preventScroll: true })
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
    return [...found, ...(window as unknown as { ran: string[] }).ran]
  })
}

function batches(bodies: string[]): string[] {
  const pages: string[] = []
  for (let at = 0; at < bodies.length; at += BODIES_PER_PAGE) {
    const articles = bodies.slice(at, at + BODIES_PER_PAGE).map((body) => `<div class="prose">${body}</div>`)
    pages.push(`<!doctype html><html lang="en"><title>Bodies</title><body>${articles.join('\n')}</body></html>`)
  }
  return pages
}

// No content policy here: the sanitizer must do alone.
async function openQuietPage(): Promise<{ page: Page; serve: (html: string) => Promise<void>; strayed: string[] }> {
  const page = await openPage(HOST)
  const strayed: string[] = []
  let served = ''
  await page.route('**/*', (route) => {
    const request = route.request()
    if (request.isNavigationRequest() && request.url() !== `${HOST}/`) strayed.push(request.url())
    if (request.isNavigationRequest()) return route.fulfill({ contentType: 'text/html; charset=utf-8', body: served })
    // A picture that is there and cannot be read: its error event fires.
    if (request.resourceType() !== 'image') strayed.push(`${request.resourceType()} ${request.url()}`)
    return route.fulfill({ contentType: 'image/png', body: '' })
  })
  page.on('dialog', (dialog) => {
    strayed.push(`dialog ${dialog.message()}`)
    return dialog.dismiss()
  })
  await page.addInitScript(watch)
  const serve = async (html: string) => {
    served = html
    await page.goto(`${HOST}/`)
  }
  return { page, serve, strayed }
}

describe(absent ? 'payloads of our own (the collections of ../shared/data/security are absent)' : 'payloads', () => {
  let payloads: string[] = []
  beforeAll(() => {
    payloads = collected()
  })

  test('the watch sees what runs', async () => {
    const { page, serve } = await openQuietPage()
    await serve(
      '<!doctype html><p onmouseover="alert(1)">a</p><img src="x" onerror="print()"><script>console.log(2)</script>',
    )
    expect(await provoke(page)).toEqual(expect.arrayContaining(['alert(1)', 'print()', 'console.log(2)']))
  })

  test.each(Object.entries(POSITIONS))('nothing runs when they are sent %s', async (_where, positioned) => {
    const { page, serve, strayed } = await openQuietPage()
    for (const html of batches(payloads.map((payload) => renderMarkdown(positioned(payload))))) {
      await serve(html)
      expect(await provoke(page)).toEqual([])
    }
    expect(strayed).toEqual([])
  })

  test('nothing runs when they are imported as HTML', async () => {
    const { page, serve, strayed } = await openQuietPage()
    for (const html of batches(payloads.map(cleanHtml))) {
      await serve(html)
      expect(await provoke(page)).toEqual([])
    }
    expect(strayed).toEqual([])
  })

  test('nothing runs when a script puts them into the page', async () => {
    const { page, serve, strayed } = await openQuietPage()
    for (const html of batches(payloads.map((payload) => renderMarkdown(payload)))) {
      await serve('<!doctype html><title>Empty</title>')
      await page.setContent(html)
      expect(await provoke(page)).toEqual([])

      await serve('<!doctype html><title>Empty</title>')
      await page.evaluate((bodies) => {
        document.body.innerHTML = bodies
        // Read back and put in again, as an editor would.
        document.body.innerHTML = String(document.body.innerHTML)
      }, html)
      expect(await provoke(page)).toEqual([])
    }
    expect(strayed).toEqual([])
  })
})

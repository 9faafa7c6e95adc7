import { gzipSync } from 'node:zlib'
import chromium from '@sparticuz/chromium'
import { chromium as driver } from 'playwright-core'

/** The JavaScript that a browser fetches for a page: bytes raw and compressed, and files. */
export async function weighPage(url: string): Promise<{ raw: number; compressed: number; files: number }> {
  const browser = await driver.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  try {
    const page = await browser.newPage({ locale: 'en-GB' })
    const bodies = new Map<string, Promise<Buffer>>()
    page.on('response', (response) => {
      if (/javascript/.test(response.headers()['content-type'] ?? '')) bodies.set(response.url(), response.body())
    })
    await page.goto(url, { waitUntil: 'load' })
    // The live stream of a thread never ends, so the network is never idle: all scripts are there when no more have come
    // for a while.
    for (let seen = -1; seen !== bodies.size; ) {
      seen = bodies.size
      await page.waitForTimeout(1_500)
    }
    const scripts = await Promise.all(bodies.values())
    const sum = (size: (script: Buffer) => number) => scripts.reduce((total, script) => total + size(script), 0)
    return {
      raw: sum((script) => script.length),
      compressed: sum((script) => gzipSync(script).length),
      files: scripts.length,
    }
  } finally {
    await browser.close()
  }
}

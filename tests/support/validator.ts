import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import vnu from 'vnu-jar'
import { temporaryFolder } from './postgres.ts'

const run = promisify(execFile)

export type SentPage = { name: string; html: string }

export const hasJava = (): Promise<boolean> =>
  run('java', ['-version']).then(
    () => true,
    () => false,
  )

/** What the Nu checker calls an error in pages: for each, the page, the complaint and the place. */
export async function validate(pages: SentPage[]): Promise<string[]> {
  const folder = join(await temporaryFolder(), 'pages')
  await mkdir(folder)
  try {
    await Promise.all(pages.map(({ html }, index) => writeFile(join(folder, `${index}.html`), html)))
    const options = ['--errors-only', '--format', 'json', '--stdout', '--exit-zero-always']
    const { stdout } = await run('java', ['-jar', vnu, ...options, folder], { maxBuffer: 100_000_000 })
    const { messages } = JSON.parse(stdout) as { messages: Array<{ url: string; message: string; extract?: string }> }
    return messages.map(({ url, message, extract = '' }) => {
      const page = pages[Number.parseInt(basename(url), 10)]
      return `${page?.name}: ${message} ${extract.replace(/\s+/g, ' ')}`
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

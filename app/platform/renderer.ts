import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { renderMarkdown, type SafeHtml } from '#app/text/markdown.ts'

/** What a text may cost. A text that costs more is refused: no text that people write comes near these figures. */
export const RENDER_BUDGET = {
  /** Of one processor, in milliseconds: time in which a busy machine does something else does not count. */
  processor: 500,
  /** The most HTML, in characters: a fixed part and one for each character of the text. Dense code needs about 15. */
  output: { fixed: 20_000, perCharacter: 20 },
}

/** In characters. A shorter text costs less than sending it to a thread. */
const SHORT = 1000
/** So many texts wait at most. With each of them at its budget, the last one waits for 15 seconds. */
const MOST_WAITING = 30
const LOOK_EVERY = 100
/** Even on a busy machine something is wrong after this time. In milliseconds. */
const PATIENCE = 30_000

/** A text that is refused because rendering it takes too much, or because too many others are waiting. */
export class RenderRefusal extends Error {
  readonly because: 'time' | 'output' | 'busy'
  constructor(because: 'time' | 'output' | 'busy') {
    super(`A text was not rendered: ${because}`)
    this.because = because
  }
}

// Found by its alias in package.json, because in the build this module is in another folder.
const PROGRAM = createRequire(import.meta.url).resolve('#app/platform/renderer-thread.ts')

let thread: Worker | undefined
let waiting = 0
let last: Promise<unknown> = Promise.resolve()

/** Whether the text is rendered at once, so that nobody waits for it. */
export const isShort = (source: string): boolean => source.length <= SHORT

/**
 * The HTML of a text. A text that is not short is rendered in a thread, one after the other, within a budget of time and
 * output; a text that exceeds it ends the thread, not the forum. Rejects with RenderRefusal.
 */
export async function renderText(source: string, budget = RENDER_BUDGET): Promise<SafeHtml> {
  const html = isShort(source) ? renderMarkdown(source) : await renderInThread(source, budget.processor)
  if (html.length > budget.output.fixed + budget.output.perCharacter * source.length) throw new RenderRefusal('output')
  return html
}

function renderInThread(source: string, processor: number): Promise<SafeHtml> {
  if (waiting >= MOST_WAITING) return Promise.reject(new RenderRefusal('busy'))
  waiting++
  const work = last.then(() => renderNow(source, processor))
  last = work.catch(() => {}).finally(() => waiting--)
  return work
}

async function renderNow(source: string, processor: number): Promise<SafeHtml> {
  const worker = running()
  worker.ref()
  await ready.get(worker)
  // It could not be started.
  if (thread !== worker) throw new RenderRefusal('busy')
  const before = await worker.cpuUsage().catch(() => undefined)
  return new Promise((resolve, reject) => {
    const started = Date.now()
    let over = false
    const finish = () => {
      over = true
      clearInterval(watch)
      worker.off('message', answer).off('error', fall).off('exit', fall)
      worker.unref()
    }
    const answer = (html: SafeHtml) => {
      finish()
      resolve(html)
    }
    const fall = () => {
      if (over) return
      finish()
      if (thread === worker) thread = undefined
      void worker.terminate()
      reject(new RenderRefusal('time'))
    }
    // The processor time includes what the thread needs to start; it is measured from here on.
    const watch = setInterval(async () => {
      const used = await worker.cpuUsage(before).catch(() => undefined)
      if (used && (used.user + used.system) / 1000 > processor) fall()
      else if (Date.now() - started > PATIENCE) fall()
    }, LOOK_EVERY)
    worker.on('message', answer).on('error', fall).on('exit', fall)
    worker.postMessage(source)
  })
}

const ready = new WeakMap<Worker, Promise<void>>()

/** The thread, which has loaded the renderer when its promise in `ready` resolves. */
function running(): Worker {
  if (thread) return thread
  const started = new Worker(PROGRAM, {
    execArgv: [],
    env: {},
    resourceLimits: { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 256 },
  })
  // The thread must not keep the process from ending, and what ends it is told to whoever waits.
  started.unref()
  started.on('error', () => {})
  started.once('exit', () => {
    if (thread === started) thread = undefined
  })
  ready.set(started, isLoaded(started))
  thread = started
  return started
}

/** The first message of a thread says that it is ready; one that ends before is reported by its exit. */
const isLoaded = (worker: Worker): Promise<void> =>
  new Promise((resolve) => {
    worker.once('message', () => resolve())
    worker.once('exit', () => resolve())
  })

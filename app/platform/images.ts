import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { childEnv } from '#app/platform/env.ts'

/** The most pixels of an image that is decoded; of an animation, those of all its frames. */
export type ImageTask = { bytes: Uint8Array; maxPixels: number; maxPixelsOfAnimation?: number }
export type ImageRefusal =
  | 'attachment.broken_image'
  | 'attachment.too_many_pixels'
  | 'attachment.animation_too_long'
  | 'attachment.too_heavy'
export type RemadeImage = {
  extension: string
  mediaType: string
  bytes: Uint8Array
  width: number
  height: number
  /** Smaller copies, all in webp. */
  variants: { width: number; bytes: Uint8Array }[]
}
export type ImageAnswer = { image: RemadeImage; refusal?: undefined } | { image?: undefined; refusal: ImageRefusal }

// Found by its alias in package.json, because in the build this module is in another folder.
const PROGRAM = createRequire(import.meta.url).resolve('#app/platform/image-encoder.ts')
const MOST_WAITING = 8
const IDLE = 60_000
/** In milliseconds: how often it is looked at how long an image has taken. */
const LOOK = 250
/** By the clock, an image may take so many times its processor time. */
const PATIENCE = 3

let maker: ChildProcess | undefined
let idle: NodeJS.Timeout | undefined
let waiting = 0
let last: Promise<unknown> = Promise.resolve()

/**
 * Decodes an image and encodes it again in a process of its own. An image that crashes the decoder or uses too much
 * memory ends only that process and is refused as `attachment.too_heavy`. Its time is that of the processor: on a busy
 * machine a photograph is no heavier. One image at a time; returns undefined when too many are waiting.
 */
export function remakeImage(task: ImageTask, { timeout = 20_000 } = {}): Promise<ImageAnswer> | undefined {
  if (waiting >= MOST_WAITING) return undefined
  waiting++
  const work = last.then(() => remakeNow(task, timeout))
  last = work.catch(() => {}).finally(() => waiting--)
  return work
}

function remakeNow(task: ImageTask, timeout: number): Promise<ImageAnswer> {
  clearTimeout(idle)
  const worker = running()
  return new Promise((resolve) => {
    const finish = (answer: ImageAnswer) => {
      clearInterval(looks)
      worker.removeAllListeners('message')
      worker.removeAllListeners('exit')
      idle = setTimeout(rest, IDLE)
      idle.unref()
      resolve(answer)
    }
    const fall = () => {
      if (maker === worker) maker = undefined
      worker.kill('SIGKILL')
      finish({ refusal: 'attachment.too_heavy' })
    }
    const [begun, used] = [performance.now(), processorTimeOf(worker)]
    const looks = setInterval(() => {
      const taken = performance.now() - begun
      const worked = used === undefined ? taken : (processorTimeOf(worker) ?? used) - used
      if (worked > timeout || taken > PATIENCE * timeout) fall()
    }, LOOK)
    worker.once('message', (answer) => finish(answer as ImageAnswer))
    worker.once('exit', fall)
    worker.send(task, (error) => error && fall())
  })
}

/** In milliseconds; undefined on machines that do not say it. */
function processorTimeOf({ pid }: ChildProcess): number | undefined {
  try {
    // The name of the program, in parentheses, may hold anything. Times are in hundredths of a second.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    return 10 * (Number(fields[11]) + Number(fields[12]))
  } catch {
    return undefined
  }
}

function running(): ChildProcess {
  if (maker?.connected) return maker
  const child = fork(PROGRAM, {
    serialization: 'advanced',
    execArgv: [],
    env: childEnv(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('error', () => {})
  // The image maker must not keep its parent process from ending.
  child.unref()
  child.channel?.unref()
  maker = child
  return child
}

function rest(): void {
  maker?.disconnect()
  maker = undefined
}

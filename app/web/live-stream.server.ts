import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Announcement, THREAD_CHANNEL } from '#app/domain/events/announce-thread.ts'
import {
  findListeners,
  hasChangedSince,
  type Listeners,
  unwatchThread,
  WATCH_SECONDS,
  watchThreads,
} from '#app/domain/threads/watch-thread.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { isModerator, isStaff } from '#app/domain/users/roles.ts'
import { env } from '#app/platform/env.ts'
import { log } from '#app/platform/log.ts'
import { db } from '#db/client.server.ts'

const STREAM_LIMIT = 5_000
const STREAMS_PER_READER = 12
const HEARTBEAT_MS = 25_000
// The browser connects again by itself, and then its session and permissions are checked again.
const LIFETIME_MS = 30 * 60_000
const RETRY_MS = 3_000
/** Between two tries to listen again. */
const PAUSE_MS = 500
const LONGEST_PAUSE_MS = 5_000

type Stream = {
  threadId: number
  reaches(listeners: Listeners): boolean
  reader: string
  send(text: string): void
  end(): void
}

const PROCESS = randomUUID()
const encoder = new TextEncoder()
const streams = new Map<number, Set<Stream>>()
const perReader = new Map<string, number>()
let count = 0
let listener: Promise<pg.Client> | undefined
let delivering = Promise.resolve()
let beat: NodeJS.Timeout | undefined
const closing = new AbortController()

/**
 * A stream of server-sent events about one thread: `changed` when its page should be loaded again, `score` with the new
 * score of a post. It contains no content: the page is loaded with the permissions of its reader. Undefined when there
 * are too many streams; the browser tries again later.
 */
export async function openLiveStream(
  thread: { id: number; authorId: number | null; categoryId: number },
  reader: { viewer: Viewer; key: string; since: Date | undefined; signal: AbortSignal },
): Promise<Response | undefined> {
  if (closing.signal.aborted || count >= STREAM_LIMIT || (perReader.get(reader.key) ?? 0) >= STREAMS_PER_READER)
    return undefined
  await listenOnce()

  const works = isStaff(reader.viewer, thread.categoryId)
  const moderates = isModerator(reader.viewer, thread.categoryId)
  const isAsker = reader.viewer !== null && reader.viewer.id === thread.authorId
  const reaches = (listeners: Listeners) =>
    listeners === 'everybody' ||
    works ||
    (listeners === 'moderators' && moderates) ||
    (listeners === 'staff_and_asker' && isAsker)

  let stream: Stream | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let open = true
      const timer = setTimeout(() => stream?.end(), LIFETIME_MS)
      stream = {
        threadId: thread.id,
        reaches,
        reader: reader.key,
        // A browser that does not read must not fill the memory of the server.
        send: (text) => {
          if (!open) return
          if ((controller.desiredSize ?? 0) < -64_000) return void stream?.end()
          try {
            controller.enqueue(encoder.encode(text))
          } catch {
            // Its reader is gone: the others of the thread are sent theirs.
            stream?.end()
          }
        },
        end: () => {
          if (!open) return
          open = false
          clearTimeout(timer)
          if (stream) forget(stream)
          try {
            controller.close()
          } catch {
            // The reader has closed it.
          }
        },
      }
      remember(stream)
      stream.send(`retry: ${RETRY_MS}\n\n`)
      reader.signal.addEventListener('abort', () => stream?.end())
    },
    cancel: () => stream?.end(),
  })

  try {
    // First registers the watch, then reads earlier changes: in this order no change is missed.
    await watchThreads(db, PROCESS, [thread.id])
    const { since } = reader
    if (since && (await hasChangedSince(db, thread.id, { since, reaches }))) stream?.send(CHANGED)
  } catch (error) {
    // The client is gone: nobody would read the stream or close it.
    stream?.end()
    throw error
  }
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Proxies and compression must not buffer the stream.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  })
}

/** Ends all streams, so that the web server can stop. */
export async function closeLiveStreams(): Promise<void> {
  closing.abort()
  for (const set of [...streams.values()]) for (const stream of [...set]) stream.end()
  clearInterval(beat)
  const client = await listener?.catch(() => undefined)
  listener = undefined
  await client?.end().catch(() => {})
}

const CHANGED = 'event: changed\ndata: {}\n\n'

function remember(stream: Stream): void {
  const set = streams.get(stream.threadId) ?? new Set()
  set.add(stream)
  streams.set(stream.threadId, set)
  perReader.set(stream.reader, (perReader.get(stream.reader) ?? 0) + 1)
  count += 1
  beat ??= startBeat()
}

function forget(stream: Stream): void {
  const set = streams.get(stream.threadId)
  if (!set?.delete(stream)) return
  count -= 1
  const left = (perReader.get(stream.reader) ?? 1) - 1
  if (left > 0) perReader.set(stream.reader, left)
  else perReader.delete(stream.reader)
  if (set.size > 0) return
  streams.delete(stream.threadId)
  if (!closing.signal.aborted) unwatchThread(db, PROCESS, stream.threadId).catch(warnOfLoss)
}

/** Sends something regularly, so that proxies keep the connections open, and renews the watches. */
function startBeat(): NodeJS.Timeout {
  let beats = 0
  const timer = setInterval(() => {
    for (const set of streams.values()) for (const stream of set) stream.send(':\n\n')
    beats += 1
    const due = beats % Math.floor((WATCH_SECONDS * 1000) / HEARTBEAT_MS / 2 || 1) === 0
    if (due && streams.size > 0) watchThreads(db, PROCESS, [...streams.keys()]).catch(warnOfLoss)
  }, HEARTBEAT_MS)
  return timer.unref()
}

/**
 * One connection of the process listens. After it was lost and opened again, all pages load their data again: the
 * streams of the readers stay open meanwhile.
 */
async function listen(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL, application_name: 'entraide live' })
  client.on('notification', ({ payload }) => {
    // One after the other, so that changes are sent in their order.
    delivering = delivering.then(() => deliver(JSON.parse(payload ?? '{}') as Announcement)).catch(warnOfLoss)
  })
  // A lost connection emits several errors, and may end without one.
  let lost = false
  let open = false
  const lose = (error?: Error) => {
    if (lost) return
    lost = true
    if (error) warnOfLoss(error)
    void client.end().catch(() => {})
    // While it is still being opened, whoever opens it is told.
    if (!open || closing.signal.aborted) return
    listener = listenAgain()
    // It ends only when the streams are closed.
    listener.catch(() => {})
  }
  client.on('error', lose)
  client.on('end', () => lose())
  try {
    await client.connect()
    await client.query(`listen ${THREAD_CHANNEL}`)
  } catch (error) {
    lose()
    throw error
  }
  open = true
  return client
}

/** The first stream opens the connection. When that fails, the next one tries again. */
function listenOnce(): Promise<pg.Client> {
  if (!listener) {
    const opened = listen()
    listener = opened
    opened.catch(() => {
      if (listener === opened) listener = undefined
    })
  }
  return listener
}

async function listenAgain(): Promise<pg.Client> {
  for (let wait = PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    await pause(wait, undefined, { ref: false, signal: closing.signal })
    try {
      // The table of watches is empty after a crash of PostgreSQL.
      await watchThreads(db, PROCESS, [...streams.keys()])
      const client = await listen()
      for (const set of streams.values()) for (const stream of set) stream.send(CHANGED)
      return client
    } catch (error) {
      warnOfLoss(error)
    }
  }
}

async function deliver({ threadId, postId, verb, score }: Announcement): Promise<void> {
  const listening = streams.get(threadId)
  if (!listening) return
  if (score !== undefined) {
    const text = `event: score\ndata: ${JSON.stringify({ postId, score })}\n\n`
    for (const stream of listening) stream.send(text)
    return
  }
  const listeners = await findListeners(db, { verb, postId })
  for (const stream of listening) if (stream.reaches(listeners)) stream.send(CHANGED)
}

function warnOfLoss(error: unknown): void {
  if (!closing.signal.aborted) log.warn({ err: error }, 'Live updates falter')
}

import { Meilisearch, type Task } from 'meilisearch'
import { env } from '#app/platform/env.ts'

/** A Meilisearch server and the name of our index on it. */
export type MeilisearchConnection = { client: Meilisearch; uid: string }

const TASK_PATIENCE = 10 * 60_000

/** A connection to a server; it sends no request yet. Names of indexes that are being built begin with `uid`. */
export function connectMeilisearch({
  url,
  key,
  uid,
}: {
  url: string
  key?: string | undefined
  uid: string
}): MeilisearchConnection {
  const client = new Meilisearch({
    host: url,
    ...(key === undefined ? {} : { apiKey: key }),
    timeout: 60_000,
    defaultWaitOptions: { timeout: TASK_PATIENCE, interval: 40 },
  })
  return { client, uid }
}

/** The server of MEILI_URL, if there is one. */
export function meilisearchOfEnv(): MeilisearchConnection | undefined {
  if (!env.MEILI_URL) return undefined
  return connectMeilisearch({ url: env.MEILI_URL, key: env.MEILI_KEY, uid: env.MEILI_INDEX })
}

/** Waits until the server has finished a task. Throws when the task failed, so that the job is tried again. */
export async function done(task: { waitTask(): Promise<Task> }): Promise<void> {
  const { status, error, uid } = await task.waitTask()
  if (status === 'succeeded') return
  throw new Error(`Meilisearch task ${uid} ${status}: ${error?.message ?? 'no reason given'}`)
}

/** The message of the first cause of an error: "connect ECONNREFUSED 127.0.0.1:7700" behind "fetch failed". */
export function rootOf(error: unknown): string {
  let root = error as { message?: string; cause?: { message?: string } }
  while (root.cause?.message) root = root.cause
  return String(root.message || root).slice(0, 200)
}

/** The error code in an answer of Meilisearch. */
export const codeOf = (error: unknown) => (error as { cause?: { code?: string } }).cause?.code

import { sql } from 'kysely'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

const SHOWN = 8
const FOUND = 40

/** The threads that somebody may mean by the text after a #: by number, or else by the words of their title. */
export async function listReferable(db: Db, viewer: Viewer, engine: SearchEngine, typed: string) {
  const text = typed.trim().slice(0, 100)
  const byNumber = /^\d{1,15}$/.test(text) ? await findReferable(db, viewer, [Number(text)]) : []
  if (byNumber.length > 0 || text.length < 2) return byNumber
  const hits = await engine.suggest(db, { title: text }, { limit: FOUND })
  const rows = await db
    .selectFrom('posts')
    .where(sql<boolean>`posts.id = any(${hits.map((hit) => hit.postId)}::bigint[])`)
    .where('posts.threadId', 'is not', null)
    .select(['posts.id', 'posts.threadId'])
    .execute()
  const threadOf = new Map(rows.map((row) => [row.id, row.threadId]))
  const ids = [...new Set(hits.flatMap((hit) => threadOf.get(hit.postId) ?? []))]
  const found = new Map((await findReferable(db, viewer, ids)).map((thread) => [thread.id, thread]))
  return ids.flatMap((id) => found.get(id) ?? []).slice(0, SHOWN)
}

/** Those of these threads that the viewer may see. */
export async function findReferable(db: Db, viewer: Viewer, ids: number[]) {
  if (ids.length === 0) return []
  return db
    .selectFrom('threads')
    .where('threads.id', 'in', ids)
    .where('threads.questionState', '=', 'visible')
    .where(visibleTo(viewer))
    .select(['threads.id', 'threads.title', 'threads.state'])
    .execute()
}

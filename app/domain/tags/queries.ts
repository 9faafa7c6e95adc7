import { sql } from 'kysely'
import { notFound } from '#app/domain/errors.ts'
import type { Verb } from '#app/domain/events/verbs.ts'
import { findNamedTags } from '#app/domain/tags/find-named-tags.ts'
import type { Db } from '#db/transaction.ts'

/** The tag that this name means: see `findNamedTags`. */
export async function findTag(db: Db, name: string) {
  const [named] = await findNamedTags(db, [name])
  if (!named?.tag) return undefined
  return db.selectFrom('tags').selectAll().where('id', '=', named.tag.id).executeTakeFirst()
}

/** Throws `tag.not_found`. */
export async function getTag(db: Db, name: string) {
  const tag = await findTag(db, name)
  if (!tag) throw notFound('tag')
  return tag
}

export function listPopularTags(db: Db, { limit = 20 } = {}) {
  return db
    .selectFrom('tags')
    .where('threadCount', '>', 0)
    .select(['id', 'name', 'threadCount'])
    .orderBy('threadCount', 'desc')
    .orderBy('id', 'desc')
    .limit(sql.lit(limit))
    .execute()
}

export function listSynonyms(db: Db, tagId: number) {
  return db
    .selectFrom('tagSynonyms')
    .where('tagId', '=', tagId)
    .select(['name', 'createdAt'])
    .orderBy('createdAt')
    .orderBy('foldedName')
    .execute()
}

// Only the newest threads of a tag show which tags are used with it; reading all of them would take too long.
const LATELY = 500

/** Tags that are used together with this one on its newest public questions, most often first. */
export function listTagsBeside(db: Db, tagId: number, { limit = 10 } = {}) {
  return db
    .with('lately', (cte) =>
      cte
        .selectFrom('threadTags')
        .innerJoin('threads', 'threads.id', 'threadTags.threadId')
        .where('threadTags.tagId', '=', tagId)
        .where('threads.questionState', '=', 'visible')
        .where('threads.audience', '=', 'public')
        .select('threads.id')
        .orderBy('threadTags.threadId', 'desc')
        .limit(LATELY),
    )
    .selectFrom('lately')
    .innerJoin('threadTags', 'threadTags.threadId', 'lately.id')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .where('tags.id', '<>', tagId)
    .groupBy(['tags.id', 'tags.name'])
    .select((eb) => ['tags.id', 'tags.name', eb.fn.countAll<number>().as('together')])
    .orderBy('together', 'desc')
    .orderBy('tags.id')
    .limit(limit)
    .execute()
}

/** The changes of a tag, newest first. */
export async function listTagHistory(db: Db, tagId: number, { limit = 50 } = {}) {
  const events = await db
    .selectFrom('events')
    .innerJoin('users', 'users.id', 'events.actorId')
    .where('events.tagId', '=', tagId)
    .where('events.verb', 'like', 'tag.%')
    .select([
      'events.id',
      'events.verb',
      'events.before',
      'events.after',
      'events.createdAt',
      'users.id as actorId',
      'users.name as actorName',
    ])
    .orderBy('events.id', 'desc')
    .limit(limit)
    .$narrowType<{ verb: TagVerb }>()
    .execute()
  return events.map((event) => ({ ...event, what: event.verb.slice('tag.'.length) as TagDeed }))
}

type TagVerb = Extract<Verb, `tag.${string}`>
type TagDeed = TagVerb extends `tag.${infer Deed}` ? Deed : never

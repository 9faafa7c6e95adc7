import { sql } from 'kysely'
import { isEscalated, languageOfThread, tagsOfThread } from '#app/domain/threads/list-columns.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

const LIMIT = 6
const OWN_TAGS = 12
const YEAR_DAYS = 365
const ANSWERS_COUNTED = 500

/**
 * The tags of a person: those they follow, those they are an expert of, and those they answered most in during the last
 * 365 days (their last 500 answers count); at most 12, in this order.
 */
export async function listOwnTags(db: Db, actor: Actor): Promise<Array<{ id: number; name: string }>> {
  const { rows } = await sql<{ id: number; name: string }>`
    with own as (
      select tag_id, 1 as rank, 0 as answers from follows
      where user_id = ${actor.id} and ended_at is null and tag_id is not null
      union all
      select tag_id, 2, 0 from grants
      where user_id = ${actor.id} and role = 'expert' and tag_id is not null and revoked_at is null
        and (expires_at is null or expires_at > now())
      union all
      select thread_tags.tag_id, 3, count(*) from (
        select thread_id from posts
        where author_id = ${actor.id} and kind = 'answer' and state = 'visible'
          and created_at > now() - make_interval(days => ${YEAR_DAYS})
        order by created_at desc limit ${sql.lit(ANSWERS_COUNTED)}
      ) latest join thread_tags using (thread_id)
      group by thread_tags.tag_id
    )
    select tags.id, tags.name from own join tags on tags.id = own.tag_id
    group by tags.id, tags.name
    order by min(own.rank), max(own.answers) desc, tags.id
    limit ${sql.lit(OWN_TAGS)}`.execute(db)
  return rows
}

const COLUMNS = [
  'threads.id',
  'threads.title',
  languageOfThread,
  'threads.state',
  'threads.answerCount',
  'threads.createdAt',
  'threads.lastActivityAt',
  'threads.escalationDueAt',
  tagsOfThread,
  isEscalated,
] as const

/** How many people have the same problem, of those whose word weighs; most threads have none. */
const weightOfMeToos = sql<number>`case when threads.me_too_count > 0 then (
  select count(*) from me_toos where me_toos.thread_id = threads.id and me_toos.weighs) else 0 end`

/**
 * Questions with these tags that wait for an answer, and that this person has neither asked nor answered: those without
 * any answer first, then those that more people have, the newest at the top. Without tags, questions with any tag.
 */
export function listWaitingFor(db: Db, actor: Actor, tagIds: number[]) {
  return db
    .selectFrom('threads')
    .where(visibleTo(actor))
    .where('threads.questionState', '=', sql.lit('visible'))
    .where('threads.audience', '<>', sql.lit('private'))
    .where('threads.state', '=', sql.lit('needs_attention'))
    .where('threads.closedAt', 'is', null)
    .where('threads.authorId', 'is distinct from', actor.id)
    .$if(tagIds.length > 0, (query) =>
      query.where('threads.id', 'in', (eb) =>
        eb
          .selectFrom('threadTags')
          .where('threadTags.tagId', '=', sql<number>`any(${tagIds})`)
          .select('threadTags.threadId'),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('posts')
            .whereRef('posts.threadId', '=', 'threads.id')
            .where('posts.authorId', '=', actor.id)
            .where('posts.kind', '=', 'answer')
            .select('posts.id'),
        ),
      ),
    )
    .select(COLUMNS)
    .orderBy(sql`threads.answer_count > 0`)
    .orderBy(weightOfMeToos, 'desc')
    .orderBy('threads.createdAt', 'desc')
    .orderBy('threads.id', 'desc')
    .limit(sql.lit(LIMIT))
    .execute()
}

/** The unsolved questions of a person: those that wait for a post of theirs first, then the most recent. */
export function listOwnOpen(db: Db, actor: Actor) {
  return db
    .selectFrom('threads')
    .where('threads.authorId', '=', actor.id)
    .where('threads.questionState', '<>', 'deleted')
    .where('threads.state', '<>', 'solved')
    .where('threads.closedAt', 'is', null)
    .select(COLUMNS)
    .select(['threads.questionState', 'threads.audience'])
    .orderBy(sql`threads.state in ('needs_info', 'answered')`, 'desc')
    .orderBy('threads.lastActivityAt', 'desc')
    .orderBy('threads.id', 'desc')
    .limit(sql.lit(LIMIT))
    .execute()
}

export type WaitingThread = Awaited<ReturnType<typeof listWaitingFor>>[number]
export type OwnThread = Awaited<ReturnType<typeof listOwnOpen>>[number]

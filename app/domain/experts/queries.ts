import { type SqlBool, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import { type ExpertRule, isExpertWork } from '#app/domain/experts/expert-rule.ts'
import { languageOfThread } from '#app/domain/threads/list-columns.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import type { Db } from '#db/transaction.ts'

/**
 * The work of everybody who answered in a tag since a moment: their answers to questions of others, how many were
 * accepted, the votes on them and the time of the last one. Only people with at least `atLeast` answers.
 */
export function listWork(db: Db, { since, atLeast }: { since: Date; atLeast: number }) {
  return db
    .selectFrom('posts')
    .innerJoin('threads', 'threads.id', 'posts.threadId')
    .innerJoin('threadTags', 'threadTags.threadId', 'threads.id')
    .innerJoin('users', 'users.id', 'posts.authorId')
    .where('posts.kind', '=', 'answer')
    .where('posts.state', '=', 'visible')
    .where('posts.createdAt', '>=', since)
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
    .where('users.deletedAt', 'is', null)
    .where((eb) => eb.or([eb('threads.authorId', 'is', null), eb('threads.authorId', '<>', eb.ref('posts.authorId'))]))
    .select((eb) => {
      const votes = (value: number) =>
        eb
          .selectFrom('votes')
          .whereRef('votes.postId', '=', 'posts.id')
          .where('votes.value', '=', value)
          .select((count) => count.fn.countAll<number>().as('count'))
      return [
        'users.id as userId',
        'threadTags.tagId',
        eb.fn.countAll<number>().as('answers'),
        eb.fn.countAll<number>().filterWhereRef('threads.acceptedAnswerId', '=', 'posts.id').as('accepted'),
        eb.cast<number>(eb.fn.sum(votes(1)), 'bigint').as('upvotes'),
        eb.cast<number>(eb.fn.sum(votes(-1)), 'bigint').as('downvotes'),
        eb.fn.max('posts.createdAt').as('lastAnswerAt'),
      ]
    })
    .groupBy(['users.id', 'threadTags.tagId'])
    .having((eb) => eb(eb.fn.countAll(), '>=', atLeast))
    .execute()
}

/** The current experts of a tag. */
export function listExperts(db: Db, tagId: number) {
  return db
    .selectFrom('grants')
    .innerJoin('users', 'users.id', 'grants.userId')
    .where('grants.role', '=', 'expert')
    .where('grants.tagId', '=', tagId)
    .where('grants.revokedAt', 'is', null)
    .where('users.deletedAt', 'is', null)
    .select(['users.id', 'users.name', 'users.reputation', 'grants.origin', 'grants.createdAt'])
    .orderBy('users.reputation', 'desc')
    .orderBy('users.id')
    .execute()
}

/**
 * Everybody who is an expert of a tag now, with the time of their last answer in it. Becoming an expert counts as an
 * answer.
 */
export async function listCurrentExperts(db: Db, { userId }: { userId?: number } = {}) {
  const rows = await db
    .selectFrom('grants')
    .innerJoin('users', 'users.id', 'grants.userId')
    .innerJoin('tags', 'tags.id', 'grants.tagId')
    .where('grants.role', '=', 'expert')
    .where('grants.revokedAt', 'is', null)
    .where('users.deletedAt', 'is', null)
    .$if(userId !== undefined, (query) => query.where('grants.userId', '=', userId ?? 0))
    .select((eb) => [
      'grants.id',
      'grants.userId',
      'grants.origin',
      'grants.createdAt',
      'grants.warnedAt',
      'tags.id as tagId',
      'tags.name as tag',
      'users.name',
      eb
        .selectFrom('posts')
        .innerJoin('threadTags', 'threadTags.threadId', 'posts.threadId')
        .whereRef('posts.authorId', '=', 'grants.userId')
        .whereRef('threadTags.tagId', '=', 'grants.tagId')
        .where('posts.kind', '=', 'answer')
        .where('posts.state', '=', 'visible')
        .select((answers) => answers.fn.max('posts.createdAt').as('at'))
        .as('lastAnswerAt'),
    ])
    .orderBy('grants.id')
    .execute()
  return rows.map((row) => ({
    ...row,
    lastActiveAt: row.lastAnswerAt && row.lastAnswerAt > row.createdAt ? row.lastAnswerAt : row.createdAt,
  }))
}

const EXPERT_TAGS = 30

/** Tags that have experts, by name, each with its experts; paged by key. */
export async function listExpertTags(db: Db, { after = '' }: { after?: string } = {}) {
  const rows = await db
    .selectFrom('tags')
    .where(sql<SqlBool>`(tags.folded_name, tags.name::text) > (folded(${after}), ${after})`)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('grants')
          .innerJoin('users', 'users.id', 'grants.userId')
          .whereRef('grants.tagId', '=', 'tags.id')
          .where('grants.role', '=', 'expert')
          .where('grants.revokedAt', 'is', null)
          .where('users.deletedAt', 'is', null)
          .select('grants.id'),
      ),
    )
    .select((eb) => [
      'tags.id',
      'tags.name',
      'tags.threadCount',
      jsonArrayFrom(
        eb
          .selectFrom('grants')
          .innerJoin('users', 'users.id', 'grants.userId')
          .whereRef('grants.tagId', '=', 'tags.id')
          .where('grants.role', '=', 'expert')
          .where('grants.revokedAt', 'is', null)
          .where('users.deletedAt', 'is', null)
          .orderBy('users.reputation', 'desc')
          .orderBy('users.id')
          .limit(sql.lit(30))
          .select(['users.id', 'users.name', 'users.reputation', 'grants.origin']),
      ).as('experts'),
    ])
    .orderBy('tags.foldedName')
    .orderBy(sql`tags.name::text`)
    .limit(sql.lit(EXPERT_TAGS + 1))
    .execute()
  const items = rows.slice(0, EXPERT_TAGS)
  return { items, next: rows.length > EXPERT_TAGS ? (items.at(-1)?.name ?? null) : null }
}

/** Members who fulfil the rule of a tag and are not its expert, and whether they were invited. */
export async function listCandidates(db: Db, rule: ExpertRule, now: Date) {
  const since = new Date(now.getTime() - rule.windowDays * 86_400_000)
  const work = (await listWork(db, { since, atLeast: rule.answers })).filter((one) => isExpertWork(one, rule))
  if (work.length === 0) return []
  const people = await db
    .selectFrom('users')
    .innerJoin('tags', (join) => join.onTrue())
    .leftJoin('expertInvitations', (join) =>
      join
        .onRef('expertInvitations.userId', '=', 'users.id')
        .onRef('expertInvitations.tagId', '=', 'tags.id')
        .on('expertInvitations.state', 'in', ['open', 'declined']),
    )
    .where((eb) =>
      eb.or(work.map(({ userId, tagId }) => eb.and([eb('users.id', '=', userId), eb('tags.id', '=', tagId)]))),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('grants')
            .whereRef('grants.userId', '=', 'users.id')
            .whereRef('grants.tagId', '=', 'tags.id')
            .where('grants.role', '=', 'expert')
            .where('grants.revokedAt', 'is', null)
            .select('grants.id'),
        ),
      ),
    )
    .distinctOn(['users.id', 'tags.id'])
    .select([
      'users.id as userId',
      'users.name',
      'tags.id as tagId',
      'tags.name as tag',
      'expertInvitations.state as invitation',
      'expertInvitations.invitedAt',
    ])
    .orderBy('users.id')
    .orderBy('tags.id')
    .orderBy('expertInvitations.id', 'desc')
    .execute()
  return people.flatMap((person) => {
    const facts = work.find((one) => one.userId === person.userId && one.tagId === person.tagId)
    return facts ? [{ ...person, answers: facts.answers, accepted: facts.accepted }] : []
  })
}

/**
 * The tags without an expert in which most questions were asked since a moment, with how many of these nobody answered.
 */
export function listBusyTagsWithoutExpert(db: Db, { since }: { since: Date }) {
  return db
    .selectFrom('threadTags')
    .innerJoin('threads', 'threads.id', 'threadTags.threadId')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .where('threads.createdAt', '>=', since)
    .where('threads.questionState', '=', 'visible')
    .where('threads.audience', '<>', 'private')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('grants')
            .innerJoin('users', 'users.id', 'grants.userId')
            .whereRef('grants.tagId', '=', 'tags.id')
            .where('grants.role', '=', 'expert')
            .where('grants.revokedAt', 'is', null)
            .where('users.deletedAt', 'is', null)
            .select('grants.id'),
        ),
      ),
    )
    .groupBy(['tags.id', 'tags.name'])
    .select((eb) => [
      'tags.id',
      'tags.name',
      eb.fn.countAll<number>().as('questions'),
      eb.fn.countAll<number>().filterWhere('threads.answerCount', '=', 0).as('unanswered'),
    ])
    .orderBy('questions', 'desc')
    .orderBy('tags.foldedName')
    .limit(15)
    .execute()
}

/** An invitation for the person who was invited, with the work that earned it. */
export function findInvitation(db: Db, actor: Actor, invitationId: number) {
  return db
    .selectFrom('expertInvitations')
    .innerJoin('tags', 'tags.id', 'expertInvitations.tagId')
    .where('expertInvitations.id', '=', invitationId)
    .where('expertInvitations.userId', '=', actor.id)
    .selectAll('expertInvitations')
    .select('tags.name as tag')
    .executeTakeFirst()
}

/** Invitations that somebody has not replied to yet. */
export function listOpenInvitations(db: Db, actor: Actor) {
  return db
    .selectFrom('expertInvitations')
    .innerJoin('tags', 'tags.id', 'expertInvitations.tagId')
    .where('expertInvitations.userId', '=', actor.id)
    .where('expertInvitations.state', '=', 'open')
    .select(['expertInvitations.id', 'expertInvitations.invitedAt', 'tags.name as tag'])
    .orderBy('expertInvitations.id')
    .execute()
}

/** Requests that somebody has not replied to yet or has accepted, latest first. */
export function listOpenRequests(db: Db, actor: Actor) {
  return db
    .selectFrom('expertRequests')
    .innerJoin('threads', 'threads.id', 'expertRequests.threadId')
    .where('expertRequests.userId', '=', actor.id)
    .where('expertRequests.state', 'in', ['open', 'accepted'])
    .where(visibleTo(actor))
    .select([
      'expertRequests.id',
      'expertRequests.state',
      'expertRequests.askedAt',
      'threads.id as threadId',
      'threads.title',
      languageOfThread,
    ])
    .orderBy('expertRequests.askedAt', 'desc')
    .orderBy('expertRequests.id', 'desc')
    .limit(20)
    .execute()
}

import type { Db } from '#db/transaction.ts'

/**
 * What everybody who answered in a tag since a moment did there: their answers to others' questions, how many were
 * accepted, the votes on them and when the last one was. Only those with enough answers to be of interest.
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

/** The standing experts of a tag. */
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

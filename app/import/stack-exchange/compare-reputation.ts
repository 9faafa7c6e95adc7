import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { DAILY_CAP, POINTS } from '#app/domain/reputation/ledger.ts'
import { SetupError } from '#app/platform/setup-error.ts'
import type { Db } from '#db/transaction.ts'
import { isMetaSite } from './community.ts'
import { dateOf, idOf } from './dump-file.ts'
import { type Row, readRows } from './read-rows.ts'

/** Points that a user starts with who has enough reputation on another site of the network. */
export const ASSOCIATION_BONUS = 100
/** Below this number a difference of a few points is a large share. */
export const FROM_POINTS = 200
/**
 * On this day the network raised an upvote of a question from 5 points to 10, and recomputed everybody's reputation. A
 * dump from before holds the lower figures throughout, one from after the higher ones.
 */
export const QUESTION_UPVOTE_RAISED = '2019-11-13'
const QUESTION_UPVOTE_BEFORE = 5

export type ComparedPerson = {
  importId: number
  name: string
  /** The figure of the dump, and the sum of the imported votes and acceptances here. */
  inDump: number
  recomputed: number
  /** Whether the difference is smaller with the association bonus. */
  withBonus: boolean
  /** The dump's figure minus the recomputed one, after the bonus where it fits. */
  difference: number
  /** Facts of the dump about this user that explain a difference. */
  bounties: number
  downvotesCast: number
  cappedDays: number
  /** Posts of others that this user was the last to edit. */
  editedLast: number
}

export type Comparison =
  | { comparable: false; because: 'no people' | 'no votes' | 'meta' }
  | {
      comparable: true
      people: ComparedPerson[]
      leftOut: Record<string, number>
      /** The newest date in the dump, and what an upvote of a question was worth on that day. */
      dumpedOn: string
      questionUpvote: number
    }

/**
 * Compares the points from the imported votes and acceptances, by the rules of the network at the time of the dump, with
 * the figures in the dump's Users.xml. Only for users with more than 200 points whose votes are all in the dump: they registered after its
 * first vote, and none of their posts were left out. No dump has the votes of deleted posts.
 */
export async function compareReputation(
  db: Db,
  { folder, source }: { folder: string; source: string },
): Promise<Comparison> {
  const path = await openFolder(folder)
  if (!path('Users.xml')) return { comparable: false, because: 'no people' }
  if (!path('Votes.xml')) return { comparable: false, because: 'no votes' }
  // On the meta site of a community, users have the reputation of the community, whose votes are in another dump.
  if (await isMetaSite({ folder, source, posts: path('Posts.xml') })) return { comparable: false, because: 'meta' }

  const { firstVote, bounties } = await readVotes(path('Votes.xml') ?? '', await readOwners(path('Posts.xml')))
  const incomplete = await readIncomplete(path('Posts.xml'))
  const dumpedOn = await newestDate(['Votes.xml', 'Posts.xml', 'Users.xml'].map(path))
  const questionUpvote = dumpedOn < QUESTION_UPVOTE_RAISED ? QUESTION_UPVOTE_BEFORE : POINTS.question_upvoted
  const earned = await sumEarned(db, source, questionUpvote)
  const people: ComparedPerson[] = []
  const leftOut: Record<string, number> = {}
  const leaveOut = (why: string) => {
    leftOut[why] = (leftOut[why] ?? 0) + 1
  }

  for await (const row of rowsOf(path('Users.xml'))) {
    const importId = idOf(row.Id)
    const inDump = Number(row.Reputation)
    if (importId === null || !(inDump > FROM_POINTS)) continue
    const own = earned.get(importId)
    if (!own) leaveOut('not imported')
    else if ((dateOf(row.CreationDate) ?? '').slice(0, 10) < firstVote)
      leaveOut('came before the first vote in the dump')
    else if (incomplete.has(importId)) leaveOut('wrote posts that were left out')
    else people.push(compare(row, { ...own, importId, inDump, bounties: bounties.get(importId) ?? 0 }))
  }
  people.sort((a, b) => shareOf(b) - shareOf(a))
  return { comparable: true, people, leftOut, dumpedOn, questionUpvote }
}

/** The difference of a user's figure as a share of the dump's. */
export const shareOf = ({ difference, inDump }: ComparedPerson): number => Math.abs(difference) / inDump

type Own = { name: string; recomputed: number; cappedDays: number; editedLast: number }

function compare(row: Row, own: Own & { importId: number; inDump: number; bounties: number }): ComparedPerson {
  const apart = own.inDump - own.recomputed
  const withBonus = Math.abs(apart - ASSOCIATION_BONUS) < Math.abs(apart)
  return {
    ...own,
    withBonus,
    difference: withBonus ? apart - ASSOCIATION_BONUS : apart,
    downvotesCast: Number(row.DownVotes ?? 0),
  }
}

async function openFolder(folder: string): Promise<(name: string) => string | undefined> {
  const names = await readdir(folder).catch((error) => {
    throw new SetupError(`The folder ${folder} cannot be read (${error.code ?? error.message}).`)
  })
  return (name) => {
    const found = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase())
    return found && join(folder, found)
  }
}

async function* rowsOf(path: string | undefined): AsyncGenerator<Row> {
  if (path) for await (const { rows } of readRows(path)) yield* rows
}

const DATES = ['CreationDate', 'LastAccessDate', 'LastActivityDate', 'LastEditDate', 'ClosedDate'] as const

/** The day of the dump. A date that is still to come is a mistake in one row. */
async function newestDate(paths: (string | undefined)[]): Promise<string> {
  const today = new Date().toISOString()
  let newest = ''
  for (const path of paths) {
    for await (const row of rowsOf(path)) {
      for (const name of DATES) {
        const date = dateOf(row[name])
        if (date !== null && date > newest && date <= today) newest = date
      }
    }
  }
  return (newest || today).slice(0, 10)
}

async function readOwners(path: string | undefined): Promise<Map<number, number>> {
  const owners = new Map<number, number>()
  for await (const { Id, OwnerUserId } of rowsOf(path)) {
    const owner = idOf(OwnerUserId)
    if (owner !== null) owners.set(Number(Id), owner)
  }
  return owners
}

/** Users with answers whose question is not in the dump: the points for these answers are missing here. */
async function readIncomplete(path: string | undefined): Promise<Set<number>> {
  const questions = new Set<string>()
  for await (const { Id, PostTypeId } of rowsOf(path)) if (PostTypeId === '1' && Id) questions.add(Id)
  const people = new Set<number>()
  for await (const { PostTypeId, ParentId, OwnerUserId } of rowsOf(path)) {
    const owner = idOf(OwnerUserId)
    if (PostTypeId === '2' && owner !== null && !questions.has(ParentId ?? '')) people.add(owner)
  }
  return people
}

const BOUNTY_OFFERED = '8'
const BOUNTY_AWARDED = '9'

async function readVotes(path: string, owners: Map<number, number>) {
  const bounties = new Map<number, number>()
  const move = (userId: number | null | undefined, points: number) => {
    if (userId) bounties.set(userId, (bounties.get(userId) ?? 0) + points)
  }
  let firstVote = '9999'
  for await (const { VoteTypeId, PostId, UserId, BountyAmount, CreationDate } of rowsOf(path)) {
    const day = dateOf(CreationDate)?.slice(0, 10)
    if (day !== undefined && day < firstVote) firstVote = day
    if (VoteTypeId === BOUNTY_OFFERED) move(idOf(UserId), -Number(BountyAmount ?? 0))
    if (VoteTypeId === BOUNTY_AWARDED) move(owners.get(Number(PostId)), Number(BountyAmount ?? 0))
  }
  return { firstVote, bounties }
}

/** Counts only entries of the import, not what users earned here since. */
async function sumEarned(db: Db, source: string, questionUpvote: number): Promise<Map<number, Own>> {
  const { rows } = await sql<Own & { importId: number }>`
    with entries as (
      select *, case kind when 'question_upvoted' then ${questionUpvote}::integer else points end as worth
      from reputation_entries
    ), days as (
      select entry.user_id,
        coalesce(sum(worth) filter (where vote.id is not null), 0) as capped,
        coalesce(sum(worth) filter (where vote.id is null), 0) as exempt
      from entries entry
      join posts on posts.id = entry.post_id and posts.import_source = ${source}
      left join votes vote on vote.id = entry.vote_id
      where entry.reversed_at is null
        and (vote.import_source = ${source} or entry.kind in ('answer_accepted', 'acceptance_given'))
      group by entry.user_id, entry.day
    ), sums as (
      select user_id, sum(least(${DAILY_CAP}, capped) + exempt) as points,
        count(*) filter (where capped > ${DAILY_CAP}) as capped_days
      from days group by user_id
    )
    select users.import_id, users.name, greatest(1, 1 + coalesce(sums.points, 0))::integer as recomputed,
      coalesce(sums.capped_days, 0) as capped_days, coalesce(edits.number, 0) as edited_last
    from users
    left join sums on sums.user_id = users.id
    left join (
      select edited_by, count(*) as number from posts
      where import_source = ${source} and author_id is distinct from edited_by group by edited_by
    ) edits on edits.edited_by = users.id
    where users.import_source = ${source}`.execute(db)
  return new Map(rows.map(({ importId, ...own }) => [importId, own]))
}

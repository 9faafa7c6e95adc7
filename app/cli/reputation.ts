import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { withDatabase } from '#app/cli/with-database.ts'
import { getSystemActor } from '#app/domain/users/find-actor.ts'
import type { Db } from '#db/transaction.ts'
import {
  countVotesBetween,
  findUserByName,
  listSuspiciousPairs,
  previewReversal,
  type VotesBetween,
} from '#moderation/rings/queries.ts'
import { reverseVotes } from '#moderation/rings/reverse-votes.ts'

const USAGE = `Usage: npm run reputation -- find [--votes NUMBER]
       npm run reputation -- reverse --from USER --to USER [--yes]

find lists pairs of people of whom one gave the other at least 10 upvotes (--votes says otherwise) that are a third or
more of all that one gave or the other received. It proves nothing.
reverse makes all votes of one person for the posts of another worth nothing, for good: points and scores follow. It
shows what it would do first, and acts after --yes or a confirmation. USER is a number, a handle or an e-mail address.`

type Options = { command: 'find'; atLeast: number } | { command: 'reverse'; from: string; to: string; yes: boolean }

/** `npm run reputation`: exit code 1 when the arguments make no sense or a user is not found. */
async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2))
  if (options === 'help') return console.log(USAGE)
  if (!options) return fail(USAGE)
  await withDatabase((db) => (options.command === 'find' ? find(db, options.atLeast) : reverse(db, options)))
}

function readArguments(args: string[]): Options | 'help' | undefined {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        votes: { type: 'string' },
        yes: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const { from, to, yes, help, votes = '10' } = values
    if (help) return 'help'
    const [command, ...rest] = positionals
    if (rest.length > 0) return undefined
    if (command === 'find' && /^[1-9]\d{0,5}$/.test(votes)) return { command, atLeast: Number(votes) }
    return command === 'reverse' && from && to ? { command, from, to, yes } : undefined
  } catch {
    return undefined
  }
}

async function find(db: Db, atLeast: number): Promise<void> {
  const pairs = await listSuspiciousPairs(db, { atLeast })
  if (pairs.length === 0) return console.log('No such pair.')
  console.log(
    `${'votes'.padStart(6)}${'back'.padStart(6)}${'of given'.padStart(10)}${'of received'.padStart(13)}  from → to`,
  )
  for (const { from, to, votes, back, shareGiven, shareReceived } of pairs) {
    const shares = percent(shareGiven).padStart(10) + percent(shareReceived).padStart(13)
    console.log(`${String(votes).padStart(6)}${String(back).padStart(6)}${shares}  ${from} → ${to}`)
  }
}

async function reverse(db: Db, { from, to, yes }: { from: string; to: string; yes: boolean }): Promise<void> {
  const [voter, author] = [await findUserByName(db, from), await findUserByName(db, to)]
  if (!voter || !author) return fail(`There is nobody called ${voter ? to : from}.`)
  if (voter.id === author.id) return fail('Nobody votes on their own posts.')

  const pair = { from: voter.id, to: author.id }
  const actor = await getSystemActor(db)
  const given = await countVotesBetween(db, pair)
  const after = await previewReversal(db, actor, pair)
  console.log(`${voter.name} (@${voter.handle}) → ${author.name} (@${author.handle}): ${described(given)}`)
  console.log(`and back: ${described(await countVotesBetween(db, { from: author.id, to: voter.id }))}`)
  if (given.up + given.down === 0) return console.log('There is nothing to reverse.')

  console.log('Reversing the first of the two:')
  console.log(`  @${author.handle}: ${author.reputation} → ${after.to} points`)
  console.log(`  @${voter.handle}: ${voter.reputation} → ${after.from} points`)
  if (!yes && !(await confirm())) return console.log('Nothing was changed. Add --yes to reverse these votes.')
  const { votes } = await reverseVotes(db, actor, pair)
  console.log(`${votes} ${votes === 1 ? 'vote was' : 'votes were'} reversed.`)
}

async function confirm(): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return /^y(es)?$/i.test((await terminal.question('Reverse them for good? [y/N] ')).trim())
  } finally {
    terminal.close()
  }
}

const percent = (share: number) => `${Math.round(share * 100)} %`

function described({ up, down, posts, first, last }: VotesBetween): string {
  if (!first || !last) return 'no votes'
  const day = (date: Date) => date.toISOString().slice(0, 10)
  return `${up} up and ${down} down on ${posts} posts, ${day(first)} to ${day(last)}`
}

function fail(sentence: string): void {
  console.error(sentence)
  process.exitCode = 1
}

await main()

import {
  ASSOCIATION_BONUS,
  type ComparedPerson,
  type Comparison,
  FROM_POINTS,
  QUESTION_UPVOTE_RAISED,
  shareOf,
} from './stack-exchange/compare-reputation.ts'

const WITHIN = 0.05
const STEPS = [0.01, WITHIN, 0.1, 0.25]
const WORST = 10

const NOT_COMPARABLE = {
  'no people': 'the dump has no Users.xml, and with it no figures to compare with',
  'no votes': 'the dump has no Votes.xml',
  meta: 'on a meta site people have the reputation of its community, whose votes are in another dump',
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`

/** As text for the terminal: how close the points recomputed from the votes are to the figures of the dump. */
export function comparisonReport(comparison: Comparison): string {
  if (!comparison.comparable) return `Reputation is not compared: ${NOT_COMPARABLE[comparison.because]}.`
  const { people, leftOut, dumpedOn, questionUpvote } = comparison
  const near = people.filter((person) => shareOf(person) <= WITHIN).length
  const without = Object.entries(leftOut).map(([why, number]) => `  left out: ${number} who ${why}`)

  return [
    `Reputation recomputed from the votes, beside the dump's own figure: ${people.length} people of more than ${FROM_POINTS}`,
    `points whose votes are all in the dump; the association bonus of ${ASSOCIATION_BONUS} points is allowed for.`,
    `The newest date in the dump is ${dumpedOn}: on that day an upvoted question gave +${questionUpvote} on the network, and counts as`,
    `much in this comparison (+5 before ${QUESTION_UPVOTE_RAISED}, when all points were recomputed with the +10 of today).`,
    ...without,
    ...(people.length === 0 ? [] : [`  within ${percent(WITHIN)}: ${near} (${percent(near / people.length)})`]),
    '',
    ...distribution(people),
    '',
    `${'the furthest off'.padEnd(28)}${['dump', 'here', 'bonus', 'off', 'share'].map((name) => name.padStart(8)).join('')}  likely cause`,
    ...people.slice(0, WORST).map(lineOf),
  ].join('\n')
}

function distribution(people: ComparedPerson[]): string[] {
  const bounds = [0, ...STEPS, Number.POSITIVE_INFINITY]
  return bounds.slice(1).map((to, at) => {
    const from = bounds[at] ?? 0
    const number = people.filter((person) => shareOf(person) <= to && (at === 0 || shareOf(person) > from)).length
    const label = to === Number.POSITIVE_INFINITY ? `over ${percent(from)}` : `off by up to ${percent(to)}`
    return `  ${label.padEnd(20)}${String(number).padStart(6)}  ${percent(people.length ? number / people.length : 0).padStart(8)}`
  })
}

function lineOf(person: ComparedPerson): string {
  const { importId, inDump, recomputed, withBonus, difference } = person
  const figures = [inDump, recomputed, withBonus ? ASSOCIATION_BONUS : 0, difference, percent(shareOf(person))]
  return `${`  user ${importId}`.padEnd(28)}${figures.map((figure) => String(figure).padStart(8)).join('')}  ${causeOf(person)}`
}

function causeOf({
  inDump,
  recomputed,
  difference,
  bounties,
  downvotesCast,
  cappedDays,
  editedLast,
}: ComparedPerson): string {
  const withBounties = [0, ASSOCIATION_BONUS].map((bonus) => Math.abs(inDump - recomputed - bounties - bonus))
  if (bounties !== 0 && Math.min(...withBounties) < Math.abs(difference)) {
    return `bounties (${bounties > 0 ? '+' : ''}${bounties}), which this forum does not have`
  }
  if (difference < 0 && -difference <= downvotesCast)
    return `${downvotesCast} downvotes cast, whose voters no dump names`
  if (difference < 0) return 'votes that earn nothing there: on community wikis, of accounts since removed'
  if (cappedDays > 0) return `${cappedDays} days over the cap, in which acceptances and votes were taken back`
  if (editedLast > 0)
    return `approved edits (+2 each), which no dump lists; last editor of ${editedLast} posts of others`
  return 'points without a vote: approved edits (+2 each), or posts deleted since that kept theirs'
}

import { invalid } from '#app/domain/errors.ts'
import { seenWords, skeleton, type WayToRead } from '#app/text/skeleton.ts'

export type LooksLike = 'team' | 'expert'
/** Whom a name may be taken for, and the code with which it is refused; without one it is only marked. */
export type Likeness = { to: LooksLike; refused?: 'of_team' | 'claims_role' }

export type KnownPerson = { id: number; name: string; handle: string; of: LooksLike }

/*
 * The rule:
 *
 * 1. Names are compared as readers see them (`app/text/skeleton.ts`), word by word, in any order, with blanks or without.
 * 2. Words that claim a role do not tell people apart: `Nadia Kessler (staff)` is Nadia Kessler. Beside such a word a part
 *    of her name is enough: `Nadia – Support`. Without one it is not: Nadia Martin is another person.
 * 3. A name that has no other words claims to be the team: `Support Team`.
 *
 * All this is refused to whoever is not of the team. Only marked is what ordinary people may be called: titles of the
 * team beside a name of nobody there (`Bob, moderator`), `cl` for a d (Clark is not Dark), the names of experts.
 */

/** What only the team is called. */
const TITLES = {
  en: `admin admins administrator administrators moderator moderators staff support official officials helpdesk
    servicedesk customerservice customercare`,
  fr: `administrateur administrateurs administratrice administratrices modérateur modérateurs modératrice modératrices
    officiel officielle officiels officielles serviceclient serviceclients`,
  forum: 'Entraide',
}
/** What also stands in other names (`Team Rocket`, `Root Beer`), and claims a role by itself or beside a name of the team. */
const OTHER_ROLES = {
  en: `team teams mod mods administration moderation system root sysop webmaster expert experts`,
  fr: `équipe équipes modération système experte expertes assistance webmestre`,
}
/** What says nothing beside a role. */
const FILLERS = {
  en: `the of from at for by and your our here agent agents rep member members manager lead head customer client
    technical tech forum community online live`,
  fr: `le la les l de du des d chez et pour ici votre notre membre membres responsable chef clients technique
    communauté en ligne`,
}

/** What goes before and after names of several words and tells nobody apart. */
const ADDITIONS = {
  en: 'mr mrs ms miss dr jr sr the real true',
  fr: 'monsieur madame mademoiselle mme mlle le la vrai vraie',
}

const PLAIN: WayToRead = { signs: false, withoutNumbers: false, clIsD: false }
const wordsOf = (lists: Record<string, string>): string[] =>
  Object.values(lists).flatMap((list) => list.split(/\s+/).map((word) => skeleton(seenWords(word, PLAIN))))

const titles = new Set(wordsOf(TITLES))
const roles = new Set([...titles, ...wordsOf(OTHER_ROLES)])
const additions = new Set(wordsOf(ADDITIONS))
const fillers = new Set([...additions, ...wordsOf(FILLERS)])
// The short ones are parts of too many words.
const LENGTHS = [...new Set([...roles].map((role) => role.length))].filter((length) => length >= 4)

/** Without the roles that a word begins and ends with: of `nadiasupport`, nadia. */
function withoutRolesAround(word: string): string {
  const begins = LENGTHS.find((length) => roles.has(word.slice(0, length)))
  if (begins !== undefined) return withoutRolesAround(word.slice(begins))
  const ends = LENGTHS.find((length) => word.length >= length && roles.has(word.slice(-length)))
  return ends === undefined ? word : withoutRolesAround(word.slice(0, -ends))
}

type Reading = {
  way: WayToRead
  words: string[]
  /** The words without those that tell nobody apart. */
  own: string[]
  /** Some of the words claim a role. */
  role: boolean
  /** One that only the team has. */
  title: boolean
}

/** Each way to read a name that makes a difference. */
function readingsOf(name: string): Reading[] {
  const plain = seenWords(name, PLAIN)
  const ways = [PLAIN]
  if (/[^\p{L}\p{N}\s_.-]/u.test(name)) ways.push({ ...PLAIN, signs: true })
  if (/\p{N}/u.test(name)) ways.push(...ways.map((way) => ({ ...way, withoutNumbers: true })))
  if (plain.some((word) => word.includes('cl'))) ways.push(...ways.map((way) => ({ ...way, clIsD: true })))
  const readings = ways.map((way) => read(way === PLAIN ? plain : seenWords(name, way), way))
  return readings.filter(({ words }) => words.length > 0)
}

function read(words: string[], way: WayToRead): Reading {
  const { taken, left } = takeRoles(words)
  const joined = skeleton(left)
  const shortened = withoutRolesAround(joined)
  const isShorter = shortened !== joined
  const role = taken.length > 0 || isShorter
  const silent = role ? fillers : additions
  const own = (isShorter ? [shortened] : left).filter((word) => word !== '' && !silent.has(skeleton([word])))
  return { ...{ way, words, own, role }, title: taken.some((word) => titles.has(word)) }
}

function takeRoles(words: string[]): { taken: string[]; left: string[] } {
  const shapes = words.map((word) => skeleton([word]))
  const taken: string[] = []
  const left: string[] = []
  let at = 0
  while (at < words.length) {
    const [one = '', next = ''] = shapes.slice(at)
    // `help desk` is one role in two words.
    const length = roles.has(one) ? 1 : roles.has(one + next) ? 2 : 0
    if (length === 0) left.push(words[at] ?? '')
    else taken.push(length === 1 ? one : one + next)
    at += Math.max(1, length)
  }
  return { taken, left }
}

/** Whose name has a shape, and whether it has several words. */
type Known = { id: number; isLong: boolean }
type Shapes = Map<string, Known[]>
/** The loose shapes are those with `cl` for d, too. */
type Group = { strict: Shapes; loose: Shapes; names: Array<{ id: number; words: Set<string> }> }

/** The people of whom no other name may remind: made once for many comparisons. */
export type KnownNames = { team: Group; experts: Group; roles: Map<number, LooksLike> }

export function knownNames(people: KnownPerson[]): KnownNames {
  const roles = new Map<number, LooksLike>()
  for (const { id, of } of people) if (roles.get(id) !== 'team') roles.set(id, of)
  const group = (of: LooksLike) => groupOf(people.filter(({ id }) => roles.get(id) === of))
  return { team: group('team'), experts: group('expert'), roles }
}

function groupOf(people: KnownPerson[]): Group {
  const group: Group = { strict: new Map(), loose: new Map(), names: [] }
  for (const { id, name, handle } of people) {
    for (const { way, words, own } of textsOf({ name, handle }).flatMap(readingsOf)) {
      if (way.withoutNumbers) continue
      const distinct = [...new Set(words)]
      const known = { id, isLong: distinct.length > 1 }
      // Of `Nadia (support)` nothing is left that would be hers alone.
      for (const shape of [distinct, ...(own.length > 1 ? [own] : [])].flatMap(shapesOf)) {
        if (!way.clIsD) add(group.strict, shape, known)
        add(group.loose, shape, known)
      }
      group.names.push({ id, words: new Set(words) })
    }
  }
  return group
}

function add(shapes: Shapes, shape: string, known: Known): void {
  const others = shapes.get(shape)
  if (!others) shapes.set(shape, [known])
  else if (!others.some(({ id }) => id === known.id)) others.push(known)
}

/** The words in every order; of more than four only as they are and reversed. */
function shapesOf(words: string[]): string[] {
  const orders = words.length > 4 ? [words, words.toReversed()] : ordersOf(words)
  return orders.map(skeleton)
}

function ordersOf(words: string[]): string[][] {
  if (words.length < 2) return [words]
  return words.flatMap((word, at) => ordersOf(words.toSpliced(at, 1)).map((rest) => [word, ...rest]))
}

/** Null for a name that nobody would take for that of somebody known, or when it is one's own. */
export function likenessOf(name: string, known: KnownNames, ownId: number | null): Likeness | null {
  const readings = readingsOf(name)
  const strict = readings.filter(({ way }) => !way.clIsD)
  const { team, experts } = known
  const isLike = (group: Group, shapes: Shapes) => (reading: Reading) => isAlike(reading, group, shapes, ownId)

  if (readings.some(({ role, own }) => role && own.length === 0)) return { to: 'team', refused: 'claims_role' }
  if (strict.some(isLike(team, team.strict))) return { to: 'team', refused: 'of_team' }
  if (readings.some(isLike(team, team.loose))) return { to: 'team' }
  if (readings.some(({ title }) => title) || readings.some(isWider(team, ownId))) return { to: 'team' }
  if (readings.some(isLike(experts, experts.loose)) || readings.some(isWider(experts, ownId))) return { to: 'expert' }
  return null
}

function isAlike({ way, words, own, role }: Reading, group: Group, shapes: Shapes, ownId: number | null): boolean {
  const isOther = ({ id }: { id: number }) => id !== ownId
  // There are many Sams with a number, but `Nadia Kessler 2` is no other Nadia Kessler.
  const isWhole = (known: Known) => isOther(known) && (known.isLong || role || !way.withoutNumbers)
  const isRest = (known: Known) => isOther(known) && (known.isLong || role)
  const isPart = (name: { id: number; words: Set<string> }) =>
    isOther(name) && own.some(isMoreThanInitial) && own.every((word) => name.words.has(word))

  return (
    [words, [...new Set(words)]].some((text) => shapes.get(skeleton(text))?.some(isWhole)) ||
    (own.length > 0 && (shapes.get(skeleton(own))?.some(isRest) ?? false)) ||
    (role && group.names.some(isPart))
  )
}

/** All words of a name of several, and more: `Nadia K. Kessler` may be somebody else, so this marks and never refuses. */
const isWider =
  (group: Group, ownId: number | null) =>
  ({ words }: Reading): boolean =>
    group.names.some(
      (name) =>
        name.id !== ownId &&
        [...name.words].filter(isMoreThanInitial).length > 1 &&
        [...name.words].every((word) => words.includes(word)),
    )

const isMoreThanInitial = (word: string) => word.length > 2

const REFUSALS = {
  name: { of_team: 'name.of_team', claims_role: 'name.claims_role' },
  handle: { of_team: 'handle.of_team', claims_role: 'handle.claims_role' },
} as const

/**
 * Throws invalid `name.of_team`, `name.claims_role`, or the same of the handle, when the text may be taken for somebody
 * else of the team. Whoever is of the team may be called by a role.
 */
export function refuseLookAlike(
  known: KnownNames,
  ownId: number | null,
  chosen: { name?: string | undefined; handle?: string | undefined },
): void {
  const isOfTeam = ownId !== null && known.roles.get(ownId) === 'team'
  for (const field of ['name', 'handle'] as const) {
    const refused = likenessOf(chosen[field] ?? '', known, ownId)?.refused
    if (refused === undefined || (isOfTeam && refused === 'claims_role')) continue
    throw invalid(field, REFUSALS[field][refused])
  }
}

/** What marks a stored person: the worse of what their name and their handle look like; null for the team itself. */
export function looksLikeOf(
  person: { id: number; name: string; handle: string; kind: string },
  known: KnownNames,
): LooksLike | null {
  const own = known.roles.get(person.id)
  if (own === 'team' || person.kind === 'system') return null
  const found = textsOf(person).map((text) => likenessOf(text, known, person.id)?.to)
  if (found.includes('team')) return 'team'
  return own === undefined && found.includes('expert') ? 'expert' : null
}

/** The handle only when it says something else than the name, of which it is made by itself. */
function textsOf({ name, handle }: { name: string; handle: string }): string[] {
  return skeleton(seenWords(name, PLAIN)) === skeleton(seenWords(handle, PLAIN)) ? [name] : [name, handle]
}

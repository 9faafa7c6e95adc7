import { sql } from 'kysely'
import { personNamed, WHOLE } from '#app/domain/profiles/person-named.ts'
import type { Db } from '#db/transaction.ts'

const MOST = 50

export type FoundPeople = {
  /** What was typed, without the @. */
  text: string
  people: Array<{ id: number; name: string; handle: string }>
  /** Whether the text is the whole name, handle or number of each. */
  whole: boolean
  /** Whether there are more than those. */
  more: boolean
}

/**
 * The people whom a filter means: all who are named best by the text, those with most points first, at most 50. So
 * namesakes are taken together, and the beginning of a name counts when nobody has that whole name. `everybody` also
 * finds Entraide itself and those who left. Undefined when nothing was typed.
 */
export async function findPeople(db: Db, typed: string, { everybody = false } = {}): Promise<FoundPeople | undefined> {
  const named = personNamed(typed)
  if (!named) return undefined
  const found = await db
    .selectFrom('users')
    .where(named.matches)
    .$if(!everybody, (query) => query.where('kind', '=', sql.lit('person')).where('deletedAt', 'is', null))
    .select(['id', 'name', 'handle', named.distance.as('distance')])
    .orderBy('distance')
    .orderBy('reputation', 'desc')
    .orderBy('id')
    .limit(sql.lit(MOST + 1))
    .execute()
  const distance = found[0]?.distance ?? 0
  const best = found.filter((person) => person.distance === distance)
  return {
    text: named.text,
    people: best.slice(0, MOST).map(({ id, name, handle }) => ({ id, name, handle })),
    whole: distance <= WHOLE,
    more: best.length > MOST,
  }
}

/** The same for several texts, such as the `user:` of a search, by the text as it was given. */
export async function findPeopleByText(db: Db, texts: string[]): Promise<Map<string, FoundPeople>> {
  const found = await Promise.all([...new Set(texts)].map(async (text) => [text, await findPeople(db, text)] as const))
  return new Map(found.flatMap(([text, people]) => (people ? [[text, people] as const] : [])))
}

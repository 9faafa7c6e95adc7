import { type FoundPeople, findPeopleByText } from '#app/domain/profiles/find-people.ts'
import { categoryIds } from '#app/domain/search/query/filters.ts'
import type { SearchQuery } from '#app/domain/search/query/parse-query.ts'
import { findNamedTags } from '#app/domain/tags/find-named-tags.ts'
import type { Db } from '#db/transaction.ts'

export type UnknownName = { kind: 'tag' | 'category' | 'user'; name: string; like: string | null }

/**
 * What the names in the filters of a search mean: those that mean nothing, for a tag with the most similar existing
 * name; and those that mean several people, or somebody whose whole name they are not. Names after a minus count too.
 * All of these names are public.
 */
export async function explainNames(
  db: Db,
  queries: SearchQuery[],
): Promise<{ unknown: UnknownName[]; people: FoundPeople[] }> {
  const named = (kind: 'tags' | 'categories' | 'users') => [
    ...new Set(queries.flatMap((query) => [...query[kind], ...query.without[kind]])),
  ]
  const [tags, categories, users] = [named('tags'), named('categories'), named('users')]
  if (tags.length + categories.length + users.length === 0) return { unknown: [], people: [] }

  const [foundTags, foundCategories, foundPeople] = await Promise.all([
    findNamedTags(db, tags),
    categoryIds(db, categories),
    findPeopleByText(db, users),
  ])
  return {
    unknown: [
      ...foundTags
        .filter(({ tag }) => tag === null)
        .map(({ typed, like }) => ({ kind: 'tag' as const, name: typed, like })),
      ...categories
        .filter((name) => !foundCategories.has(name))
        .map((name) => ({ kind: 'category' as const, name, like: null })),
      ...users
        .filter((name) => !foundPeople.get(name)?.people.length)
        .map((name) => ({ kind: 'user' as const, name, like: null })),
    ],
    people: [...foundPeople.values()].filter(
      ({ people, whole }) => people.length > 1 || (people.length === 1 && !whole),
    ),
  }
}

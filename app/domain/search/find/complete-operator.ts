import { sql } from 'kysely'
import { categoryText } from '#app/domain/categories/category-text.ts'
import { listCategories } from '#app/domain/categories/queries.ts'
import { personNamed } from '#app/domain/profiles/person-named.ts'
import { foldWord } from '#app/domain/search/query/fold-word.ts'
import { KINDS, LOCALES, STATES } from '#app/domain/search/query/query-terms.ts'
import { completeTags } from '#app/domain/tags/complete-tags.ts'
import type { Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

/** A completion of an unfinished filter: `text` replaces the search text from position `from`. */
export type Completion = { text: string; name: string; count: number | null }

const SHOWN = 8
const UNFINISHED = /(?:^|\s)-?(?:\[([^[\]]{0,40})|(user|category|is|in|lang|tag):("?)([^\s"]{0,40}|[^"]{0,40}))$/iu

/**
 * Completions of the filter at the end of a search: `[ta`, `user:ja`, `category:wa`, `is:`, `lang:`. Undefined when
 * there is no filter at the end. The names of tags, categories and members are public.
 */
export async function completeOperator(
  db: Db,
  text: string,
  locale: Locale,
): Promise<{ from: number; items: Completion[] } | undefined> {
  const match = UNFINISHED.exec(text)
  if (!match) return undefined
  const [, tag, operator, quote = '', value = ''] = match
  const name = operator?.toLowerCase()
  // A value without a quote ends at a blank.
  if (quote === '' && /\s/.test(value)) return undefined
  const typed = (tag ?? value).trim().toLowerCase()
  const written = tag === undefined ? (operator?.length ?? 0) + 1 + quote.length + value.length : tag.length + 1
  const from = text.length - written
  const items =
    tag !== undefined || name === 'tag' ? await tags(db, typed) : await values(db, name ?? '', typed, locale)
  return { from, items: items.slice(0, SHOWN) }
}

async function tags(db: Db, typed: string): Promise<Completion[]> {
  const found = await completeTags(db, typed)
  return found.map(({ name, threadCount }) => ({ text: `[${name}]`, name, count: threadCount }))
}

async function values(db: Db, operator: string, typed: string, locale: Locale): Promise<Completion[]> {
  if (operator === 'user') return people(db, typed)
  if (operator === 'category') {
    return (await listCategories(db))
      .map((category) => ({
        slug: category.slug,
        name: categoryText(category, locale).name,
        count: category.threadCount,
      }))
      .filter(({ slug, name }) => [slug, name].some((each) => foldWord(each).includes(foldWord(typed))))
      .map(({ slug, name, count }) => ({ text: `category:${slug}`, name, count }))
  }
  const known: readonly string[] = operator === 'is' ? [...KINDS, ...STATES] : operator === 'in' ? ['title'] : LOCALES
  return known
    .filter((each) => each.startsWith(typed))
    .map((each) => ({ text: `${operator}:${each}`, name: `${operator}.${each}`, count: null }))
}

async function people(db: Db, typed: string): Promise<Completion[]> {
  const named = personNamed(typed)
  if (!named) return []
  const found = await db
    .selectFrom('users')
    .where('kind', '=', 'person')
    .where('deletedAt', 'is', null)
    .where(named.matches)
    .orderBy(sql`looks_like is not null`)
    .orderBy(named.distance)
    .orderBy('reputation', 'desc')
    .orderBy('id')
    .limit(sql.lit(SHOWN))
    .select(['name', 'handle'])
    .execute()
  const namesakes = Map.groupBy(found, ({ name }) => name)
  return found.map(({ name, handle }) => {
    // A handle where the name would mean several people, or cannot be written.
    const isAmbiguous = (namesakes.get(name)?.length ?? 0) > 1 || name.includes('"')
    const text = isAmbiguous ? `user:@${handle}` : /\s/.test(name) ? `user:"${name}"` : `user:${name}`
    return { text, name: isAmbiguous ? `${name} (@${handle})` : name, count: null }
  })
}

import { type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { jsonObjectFrom } from 'kysely/helpers/postgres'
import { prepare } from '#app/domain/prepare.ts'
import { isEscalated, languageOfThread, tagsOfThread } from '#app/domain/threads/list-columns.ts'
import type { ListOptions, ThreadFilter, ThreadSort } from '#app/domain/threads/list-options.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { visibleTo } from '#app/domain/visibility/threads.ts'
import { EXCERPT_SOURCE, excerpt } from '#app/text/markdown.ts'
import type { Database, Locale } from '#db/schema.ts'
import type { Db } from '#db/transaction.ts'

const PAGE_SIZE = 20

/** The sort key of each order, and its type when it is read from an address. Each has an index together with the id. */
const SORTS = {
  newest: { column: 'threads.createdAt', type: 'timestamptz' },
  active: { column: 'threads.lastActivityAt', type: 'timestamptz' },
  score: { column: 'threads.score', type: 'integer' },
  hot: { column: 'threads.hot', type: 'numeric' },
} as const satisfies Record<ThreadSort, { column: string; type: string }>

type Where = (eb: ExpressionBuilder<Database, 'threads'>) => ReturnType<ExpressionBuilder<Database, 'threads'>['and']>

const open = (eb: ExpressionBuilder<Database, 'threads'>) => eb('threads.closedAt', 'is', null)
const inState = (eb: ExpressionBuilder<Database, 'threads'>, state: 'needs_attention' | 'answered' | 'needs_info') =>
  eb.and([eb('threads.state', '=', sql.lit(state)), open(eb)])

/** The condition of each filter. Source: the rules of the forum, "Solving". */
const FILTERS: Record<ThreadFilter, Where | null> = {
  all: null,
  needs_attention: (eb) => inState(eb, 'needs_attention'),
  answered: (eb) => inState(eb, 'answered'),
  needs_info: (eb) => inState(eb, 'needs_info'),
  unanswered: (eb) =>
    eb.and([eb('threads.answerCount', '=', sql.lit(0)), eb('threads.state', '<>', sql.lit('solved')), open(eb)]),
  unsolved: (eb) => eb.and([eb('threads.state', '<>', sql.lit('solved')), open(eb)]),
  solved: (eb) => eb.and([eb('threads.state', '=', sql.lit('solved'))]),
  closed: (eb) => eb.and([eb('threads.closedAt', 'is not', null)]),
}

const excerptOf = sql<string>`left(question.html, ${sql.lit(EXCERPT_SOURCE)})`

/**
 * One page of threads, paged by key, so that new rows neither repeat nor hide others. With a language that comes first,
 * the list has two parts, and each is read by an index of its own: the threads in that language, then the others.
 */
export async function listThreads(db: Db, viewer: Viewer, { first, after, ...options }: ListOptions = {}) {
  const limit = options.limit ?? PAGE_SIZE
  // One row more than a page is read, to know whether there is a next page; of the second part as many, so that there is
  // one statement for all of them.
  const read = (part: Part) => readThreads(db, viewer, { ...options, ...part, limit: limit + 1 })
  const rows = []
  if (first === undefined) rows.push(...(await read({ after })))
  else {
    if (!after?.rest && options.locale !== OTHER[first]) rows.push(...(await read({ after, locale: first })))
    if (rows.length <= limit && options.locale !== first) {
      const from = after?.rest ? { after } : {}
      const others = options.locale === undefined ? { except: first } : {}
      rows.push(...(await read({ ...from, ...others })))
    }
  }

  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const rest = first !== undefined && last?.locale !== first
  const next = rows.length > limit && last ? { key: last.cursorKey, id: last.id, ...(rest ? { rest } : {}) } : null
  return { items: items.map(({ cursorKey: _, ...item }) => ({ ...item, excerpt: excerpt(item.excerpt, 220) })), next }
}
export type ThreadListItem = Awaited<ReturnType<typeof listThreads>>['items'][number]

const OTHER: Record<Locale, Locale> = { en: 'fr', fr: 'en' }

/** A part of a list: after a row, in one language, or in all languages but one. */
type Part = Pick<ListOptions, 'after' | 'locale'> & { except?: Locale }

type Choices = {
  sort: ThreadSort
  filter: ThreadFilter
  locale: Locale | undefined
  except: Locale | undefined
  limit: number
}
type Args = {
  choices: Choices
  categoryId: number | null
  authorIds: number[] | null
  afterKey: string | null
  afterId: number | null
}

function readThreads(db: Db, viewer: Viewer, options: Omit<ListOptions, 'first'> & Part & { limit: number }) {
  const { sort = 'newest', filter = 'all', tagIds = [], after, locale, except, limit } = options
  const args: Args = {
    choices: { sort, filter, locale, except, limit },
    categoryId: options.categoryId ?? null,
    authorIds: options.authorIds ?? null,
    afterKey: after?.key ?? null,
    afterId: after?.id ?? null,
  }
  // Each tag is a condition of its own.
  return tagIds.length === 0 ? ofAnyTag(db, viewer, args) : rowsOfPage(db, viewer, args, tagIds).execute()
}

const ofAnyTag = prepare((db, viewer, args: Args) => rowsOfPage(db, viewer, args, []))

function rowsOfPage(db: Db, viewer: Viewer, args: Args, tagIds: number[]) {
  const { sort, except, locale, limit } = args.choices
  const { column } = SORTS[sort]

  // First the page is chosen by an index; then the data of its rows is read.
  const choose = (language: Locale | 'none' | undefined) => choosePage(db, viewer, args, tagIds, language)
  const part = (language: Locale | 'none') => db.selectFrom(choose(language).as('part')).selectAll()
  const page =
    except === undefined
      ? choose(locale)
      : db
          .selectFrom(part(OTHER[except]).unionAll(part('none')).as('threads'))
          .selectAll()
          .orderBy(column, 'desc')
          .orderBy('threads.id', 'desc')
          .limit(sql.lit(limit))

  return (
    db
      .selectFrom(page.as('threads'))
      .innerJoin('posts as question', 'question.id', 'threads.questionId')
      .innerJoin('categories', 'categories.id', 'threads.categoryId')
      .leftJoin('users as author', 'author.id', 'threads.authorId')
      .select([
        'threads.id',
        'threads.title',
        'threads.state',
        'threads.closeReason',
        'threads.score',
        'threads.answerCount',
        'threads.viewCount',
        'threads.createdAt',
        'threads.lastActivityAt',
        'threads.locale',
        'threads.acceptedAnswerId',
        'categories.slug as categorySlug',
        'categories.name as categoryName',
        'categories.translations as categoryTranslations',
        'author.id as authorId',
        'author.name as authorName',
        'author.reputation as authorReputation',
        'question.authorName as formerAuthorName',
        excerptOf.as('excerpt'),
        sql<string>`${sql.ref(column)}::text`.as('cursorKey'),
        tagsOfThread,
        isEscalated,
      ])
      // Whoever sorts by the last activity sees what that was.
      .$if(sort === 'active', (query) =>
        query.select((eb) =>
          jsonObjectFrom(
            eb
              .selectFrom('posts')
              .leftJoin('users', 'users.id', 'posts.authorId')
              .whereRef('posts.threadId', '=', 'threads.id')
              .where('posts.kind', 'in', ['question', 'answer', 'comment'])
              .where('posts.state', '=', 'visible')
              .orderBy('posts.createdAt', 'desc')
              .orderBy('posts.id', 'desc')
              .limit(sql.lit(1))
              .select(['posts.kind', 'users.id', 'users.name', 'users.reputation', 'posts.authorName as formerName'])
              .$narrowType<{ kind: 'question' | 'answer' | 'comment' }>(),
          ).as('last'),
        ),
      )
      .orderBy(column, 'desc')
      .orderBy('threads.id', 'desc')
  )
}

/** A comparison of rows, so that the index on both columns is entered where the last page ended. */
function sortsAfter(sort: ThreadSort, { afterKey, afterId }: Pick<Args, 'afterKey' | 'afterId'>) {
  const { column, type } = SORTS[sort]
  return sql<SqlBool>`(${sql.ref(column)}, threads.id) < (${afterKey}::${sql.raw(type)}, ${afterId}::bigint)`
}

/** The rows of a page: in all languages, in one of the forum's, or in none of them. */
function choosePage(
  db: Db,
  viewer: Viewer,
  { choices: { sort, filter, limit }, categoryId, authorIds, ...after }: Args,
  tagIds: number[],
  language: Locale | 'none' | undefined,
) {
  const { column } = SORTS[sort]
  const meant = FILTERS[filter]
  const spoken = language === 'none' ? undefined : language
  return (
    db
      .selectFrom('threads')
      .where(visibleTo(viewer))
      // Lists show only visible questions; a withheld question is found on the profile of its author or in the review
      // queue.
      .where('threads.questionState', '=', sql.lit('visible'))
      .where('threads.audience', '<>', sql.lit('private'))
      .where('threads.mergedInto', 'is', null)
      .$if(meant !== null, (query) => (meant ? query.where(meant) : query))
      .$if(categoryId !== null, (query) => query.where('threads.categoryId', '=', categoryId))
      .$if(authorIds !== null, (query) => query.where('threads.authorId', '=', sql<number>`any(${authorIds})`))
      .$if(language === 'none', (query) => query.where('threads.otherLanguage', 'is not', null))
      .$if(spoken !== undefined, (query) =>
        query.where('threads.locale', '=', sql.lit(spoken ?? 'en')).where('threads.otherLanguage', 'is', null),
      )
      .$if(tagIds.length > 0, (query) =>
        query.where((eb) =>
          eb.and(
            tagIds.map((tagId) =>
              eb.exists(
                eb
                  .selectFrom('threadTags')
                  .whereRef('threadTags.threadId', '=', 'threads.id')
                  .where('threadTags.tagId', '=', tagId)
                  .select('threadTags.tagId'),
              ),
            ),
          ),
        ),
      )
      .$if(after.afterKey !== null, (query) => query.where(sortsAfter(sort, after)))
      .select([
        'threads.id',
        'threads.questionId',
        'threads.categoryId',
        'threads.authorId',
        'threads.title',
        'threads.state',
        'threads.closeReason',
        'threads.score',
        'threads.answerCount',
        'threads.viewCount',
        'threads.createdAt',
        'threads.lastActivityAt',
        languageOfThread,
        'threads.acceptedAnswerId',
        'threads.hot',
      ])
      .orderBy(column, 'desc')
      .orderBy('threads.id', 'desc')
      // A constant in the statement: with a parameter, PostgreSQL would plan for a tenth of all threads and sort them
      // first.
      .limit(sql.lit(limit))
  )
}

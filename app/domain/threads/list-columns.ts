import { expressionBuilder, sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Database } from '#db/schema.ts'

const eb = expressionBuilder<Database, 'threads'>()

/** The tag of the language that a thread is written in, which need not be one of the forum's. */
export const languageOfThread = sql<string>`coalesce(threads.other_language, threads.locale)`.as('locale')

/** What the lists of threads show of each: its tags in their order, and whether staff have it as a ticket that goes on. */
export const tagsOfThread = jsonArrayFrom(
  eb
    .selectFrom('threadTags')
    .innerJoin('tags', 'tags.id', 'threadTags.tagId')
    .whereRef('threadTags.threadId', '=', 'threads.id')
    .orderBy('threadTags.position')
    .select(['tags.name']),
).as('tags')

export const isEscalated = eb
  .exists(
    eb
      .selectFrom('tickets')
      .whereRef('tickets.threadId', '=', 'threads.id')
      .where('tickets.state', 'not in', ['solved', 'closed'])
      .select('tickets.id'),
  )
  .as('escalated')

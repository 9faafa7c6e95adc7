import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import type { Locale, Thread } from '#db/schema.ts'
import { db } from '#tests/support/database.ts'
import { createCategory } from './create-category.ts'
import { createTag } from './create-tag.ts'
import { createUser } from './create-user.ts'
import { sequence } from './sequence.ts'

type Options = {
  authorId?: number
  categoryId?: number
  /** Names; tags that do not exist are created. */
  tags?: string[]
  title?: string
  body?: string
  locale?: Locale
  audience?: Thread['audience']
  at?: Date
}

/** A thread with its question, posted by the command. */
export async function createThread(options: Options = {}): Promise<Thread> {
  const author = options.authorId ? await getActor(db, options.authorId) : await createUser()
  const tags = options.tags ?? ['general']
  for (const name of tags) await createTag({ name })

  const { id } = await askQuestion(db, author, {
    title: options.title ?? `A question of some length, number ${sequence()}`,
    body: options.body ?? 'It does not work, and I would like it to work.',
    categoryId: options.categoryId ?? (await createCategory()).id,
    tags: tags.join(' '),
    locale: 'en',
    ...(options.locale ? { language: options.locale } : {}),
    ...(options.at ? { at: options.at } : {}),
  })
  if (options.audience)
    await db.updateTable('threads').set({ audience: options.audience }).where('id', '=', id).execute()
  return db.selectFrom('threads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

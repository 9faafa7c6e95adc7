import { describe, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { getCategory } from '#app/domain/categories/queries.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { DomainError } from '#app/domain/errors.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { listUsers } from '#app/domain/profiles/list-users.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { solveThread, unsolveThread } from '#app/domain/questions/solve-thread.ts'
import { getTag } from '#app/domain/tags/queries.ts'
import { countView } from '#app/domain/threads/count-view.ts'
import type { Actor } from '#app/domain/users/actor.ts'
import { changeProfile } from '#app/domain/users/change-profile.ts'
import { checkCredentials } from '#app/domain/users/sign-in.ts'
import { signUp } from '#app/domain/users/sign-up.ts'
import type { Thread } from '#db/schema.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { sequence } from '#tests/factories/sequence.ts'
import { db } from '#tests/support/database.ts'

const TEXTS: Record<string, string> = {
  'with U+0000': 'It does\0 not work, and would be good if it did',
  'with half a surrogate pair': 'It does \ud83d not work, and would be good \udc4d',
  'of 30 001 characters': 'x'.repeat(30_001),
  'of blanks': ' \t\r\n\u00a0\u2003'.repeat(20),
  'of characters without a shape': '\u200b\u3164\u2060'.repeat(20),
  'from right to left': 'لا يعمل الجهاز وأود أن يعمل من جديد',
  'that turns around': '\u202eIt does not work\u202c and it \u2067should\u2069',
  'of emoji': '👩🏽‍🚀👍🏳️‍🌈'.repeat(8),
  'with combining marks': 'e\u0301\u0302\u0303'.repeat(15),
  'with control characters': 'It does\u0001\u0007\u001b[31m not work at all\u007f',
  'of HTML': '<script>alert(1)</script><b>It does not work</b>',
  'at the end of Unicode': 'It does not work \u{10ffff}\uffff\ufeff either',
}
const profile = { name: 'Ada', about: '', location: '', website: '', locale: null, theme: 'system' as const }

const forms: [string, string[], (text: string, actor: Actor, thread: Thread) => Promise<unknown>][] = [
  [
    'a title',
    ['title'],
    (text, actor, thread) =>
      askQuestion(db, actor, {
        title: text,
        body: TEXTS['of HTML']!,
        categoryId: thread.categoryId,
        tags: 'general',
        locale: 'en',
      }),
  ],
  [
    'a question',
    ['body'],
    (text, actor, thread) =>
      askQuestion(db, actor, {
        title: 'A title of some length',
        body: text,
        categoryId: thread.categoryId,
        tags: 'general',
        locale: 'en',
      }),
  ],
  [
    'tags',
    ['tags'],
    (text, actor, thread) =>
      askQuestion(db, actor, {
        title: 'A title of some length',
        body: TEXTS['of HTML']!,
        categoryId: thread.categoryId,
        tags: text,
        locale: 'en',
      }),
  ],
  ['an answer', ['body'], (text, actor, thread) => postAnswer(db, actor, { threadId: thread.id, body: text })],
  ['a comment', ['body'], (text, actor, thread) => postComment(db, actor, { postId: thread.questionId!, body: text })],
  [
    'an edit',
    ['body', 'reason'],
    async (text, actor, thread) => {
      const { id } = await postAnswer(db, actor, { threadId: thread.id, body: 'Something that is long enough.' })
      return editPost(db, actor, { postId: id, body: text, reason: text.slice(0, 300), baseRevision: 0 })
    },
  ],
  [
    'a reason',
    ['reason'],
    async (text, actor, thread) => {
      await solveThread(db, actor, { threadId: thread.id, reason: text })
      await unsolveThread(db, actor, { threadId: thread.id })
    },
  ],
  [
    'a name',
    ['name'],
    (text) => signUp(db, { name: text, email: `${sequence()}@example.org`, password: 'ten letters' }),
  ],
  [
    'an address',
    ['email'],
    (text) => signUp(db, { name: 'Ada', email: `${text.replace(/\s/g, '')}@example.org`, password: 'ten letters' }),
  ],
  [
    'a password',
    ['password'],
    (text) => signUp(db, { name: 'Ada', email: `${sequence()}@example.org`, password: text }),
  ],
  [
    'a profile',
    ['name', 'about', 'website', 'location'],
    async (text, actor) => {
      await changeProfile(db, actor, { ...profile, about: text.slice(0, 3000), location: text })
      await changeProfile(db, actor, { ...profile, website: `https://example.org/${text}` })
      await changeProfile(db, actor, { ...profile, name: text })
    },
  ],
]

describe.each(forms)('%s', (_name, fields, send) => {
  test('is stored, or refused by its field; never an error of the database', async () => {
    const actor = await createUser({ roles: ['moderator'] })
    const thread = await createThread()
    for (const [name, text] of Object.entries(TEXTS)) {
      try {
        await send(text, actor, thread)
      } catch (error) {
        if (!(error instanceof DomainError)) throw new Error(`A text ${name}`, { cause: error })
        expect(['invalid', 'conflict'], name).toContain(error.kind)
        expect(fields, name).toContain(error.field)
      }
    }
  })
})

test('what is read by a text that PostgreSQL does not take is not found', async () => {
  for (const text of ['a\0b', 'a\ud800b']) {
    await expect(getTag(db, text)).rejects.toMatchObject({ code: 'tag.not_found' })
    await expect(getCategory(db, text)).rejects.toMatchObject({ code: 'category.not_found' })
    expect((await listUsers(db, { name: text })).items).toEqual([])
    await expect(checkCredentials(db, { email: text, password: text })).rejects.toMatchObject({
      code: 'sign_in.refused',
    })
    await countView(db, null, { threadId: (await createThread()).id, viewerKey: text })
  }
})

test('right to left and emoji come back as they were typed', async () => {
  const category = await createCategory()
  const actor = await createUser({ roles: ['moderator'] })
  for (const name of ['from right to left', 'of emoji'] as const) {
    const text = TEXTS[name]!
    const { id } = await askQuestion(db, actor, {
      title: text.slice(0, 30),
      body: text,
      categoryId: category.id,
      tags: 'x',
      locale: 'en',
    })
    const post = await db
      .selectFrom('posts')
      .where('threadId', '=', id)
      .select(['body', 'html'])
      .executeTakeFirstOrThrow()
    expect(post.body).toBe(text)
    expect(post.html).toContain(text)
  }
})

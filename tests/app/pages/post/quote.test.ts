import { expect, test } from 'vitest'
import type { Actor } from '#app/domain/users/actor.ts'
import { action, loader } from '#app/pages/post/quote.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'
import '#tests/support/messages.ts'

async function createScene() {
  const thread = await createThread()
  const answer = await createAnswer({ threadId: thread.id })
  await db
    .updateTable('posts')
    .set({ body: '<p>Press <kbd>&lt;Tab&gt;</kbd>.</p><ul><li>a</li></ul>', bodyFormat: 'html' })
    .where('id', '=', answer.id)
    .execute()
  return { answer, reader: await createUser() }
}

function quote(reader: Actor, postId: number, part?: string): Promise<{ markdown: string }> {
  const body = part === undefined ? undefined : new URLSearchParams({ part })
  const request = new Request(`http://localhost/posts/${postId}/quote`, body ? { method: 'POST', body } : {})
  const read = body ? action : loader
  return read({ request, params: { postId: String(postId) }, context: contextOf(reader) }).then((answer) =>
    answer.json(),
  )
}

test('an imported post is quoted with all that it shows', async () => {
  const { answer, reader } = await createScene()
  const { markdown } = await quote(reader, answer.id)
  expect(markdown).toMatch(/^> \[.+\]\(\/questions\/\d+#post-\d+\)\n>\n> Press <kbd>\\<Tab><\/kbd>\.\n>\n> - a\n\n$/)
})

test('a selected part is converted by the same rules', async () => {
  const { answer, reader } = await createScene()
  const { markdown } = await quote(reader, answer.id, 'Press <kbd>&lt;Tab&gt;</kbd><script>alert(1)</script>')
  expect(markdown).toMatch(/\n> Press <kbd>\\<Tab><\/kbd>\n\n$/)
})

test('of a part without words or without end, the whole post is quoted', async () => {
  const { answer, reader } = await createScene()
  for (const part of [' ', 'x'.repeat(30_001)]) {
    expect((await quote(reader, answer.id, part)).markdown).toContain('> Press <kbd>')
  }
})

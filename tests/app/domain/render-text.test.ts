import { beforeEach, describe, expect, test, vi } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { DomainError } from '#app/domain/errors.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { renderedText } from '#app/domain/render-text.ts'
import { action as preview } from '#app/pages/editor/preview.ts'
import * as renderer from '#app/platform/renderer.ts'
import { renderMarkdown } from '#app/text/markdown.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'
import '#tests/support/messages.ts'

vi.mock('#app/platform/renderer.ts', { spy: true })
const render = vi.mocked(renderer.renderText)

let number = 0
/** Not rendered before, and long enough for the thread. */
const longText = () => `Text number ${++number} of *many*, which somebody took a while to write.\n\n`.repeat(40).trim()

beforeEach(() => {
  render.mockClear()
})

describe('a text that is posted', () => {
  test('is rendered once, before anything of the thread is locked', async () => {
    const [thread, author] = [await createThread(), await createUser()]
    const body = longText()
    let locked: unknown
    render.mockImplementationOnce(async (source) => {
      // Whoever wants the thread meanwhile need not wait.
      locked = await db.selectFrom('threads').where('id', '=', thread.id).select('id').forUpdate().noWait().execute()
      return renderMarkdown(source)
    })
    const { id } = await postAnswer(db, author, { threadId: thread.id, body, typedSeconds: 60 })
    expect(locked).toEqual([{ id: thread.id }])
    expect(render.mock.calls.filter(([source]) => source === body)).toHaveLength(1)
    const { html } = await db.selectFrom('posts').where('id', '=', id).select('html').executeTakeFirstOrThrow()
    expect(html).toContain('<em>many</em>')
  })

  test.each(['time', 'output'] as const)(
    'and exceeds its budget (%s) is refused beside its field, and changes nothing',
    async (because) => {
      const [thread, author] = [await createThread(), await createUser()]
      render.mockRejectedValueOnce(new renderer.RenderRefusal(because))
      const body = longText()
      const refused = await postAnswer(db, author, { threadId: thread.id, body }).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(DomainError)
      expect(refused).toMatchObject({ kind: 'invalid', code: 'body.too_complex', field: 'body' })
      expect(await db.selectFrom('posts').where('kind', '=', 'answer').select('id').execute()).toEqual([])
      // A refusal is not kept: it may have been the machine.
      await postAnswer(db, author, { threadId: thread.id, body })
    },
  )

  test('is told to wait when too many are on their way, of everybody or of the same person', async () => {
    const author = await createUser()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => renderedText(longText(), { writerId: author.id })),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    expect(refused.map(({ reason }) => reason.code)).toEqual(['body.busy', 'body.busy'])
    expect(refused[0]?.reason).toMatchObject({ kind: 'too_many', figures: { seconds: 5 } })
  })

  test('is not told to wait when it is short: nobody waits for it', async () => {
    const author = await createUser()
    const short = Array.from({ length: 5 }, (_, index) => `A *short* text, number ${index}.`)
    const rendered = await Promise.all(short.map((text) => renderedText(text, { writerId: author.id })))
    for (const html of rendered) expect(html).toContain('<em>short</em>')
  })
})

test('an edit renders the new text and the old one before the post is locked', async () => {
  const author = await createUser()
  const answer = await createAnswer({ authorId: author.id, body: longText() })
  const body = longText()
  const refusal = new renderer.RenderRefusal('time')
  render.mockRejectedValueOnce(refusal)
  await expect(editPost(db, author, { postId: answer.id, body, baseRevision: 0 })).rejects.toMatchObject({
    code: 'body.too_complex',
  })
  await editPost(db, author, { postId: answer.id, body, baseRevision: 0 })
  expect(render.mock.calls.filter(([source]) => source === body)).toHaveLength(2)
})

test('a preview is counted, says why it is refused, and is not rendered again when it is posted', async () => {
  const author = await createUser()
  const show = async (body: string) => {
    const request = new Request('http://localhost/preview', { method: 'POST', body: new URLSearchParams({ body }) })
    const answer = (await preview({ request, params: {}, context: contextOf(author) } as never)) as Response
    return { status: answer.status, ...((await answer.json()) as { html?: string; message?: string }) }
  }
  render.mockRejectedValueOnce(new renderer.RenderRefusal('time'))
  expect(await show(longText())).toMatchObject({ status: 422, message: expect.stringContaining('formatting') })

  const body = longText()
  expect(await show(body)).toMatchObject({ status: 200, html: expect.stringContaining('<em>') })
  await postAnswer(db, author, { threadId: (await createThread()).id, body })
  expect(render.mock.calls.filter(([source]) => source === body)).toHaveLength(1)

  let last = 200
  for (let time = 0; time < 70 && last === 200; time++) last = (await show('short')).status
  expect(last).toBe(429)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { postAnswer } from '#app/domain/answers/post-answer.ts'
import { postComment } from '#app/domain/comments/post-comment.ts'
import { askQuestion } from '#app/domain/questions/ask-question.ts'
import { findActor, getSystemActor } from '#app/domain/users/find-actor.ts'
import { startApp } from '#tests/support/app.ts'
import { openPage } from '#tests/support/browser.ts'
import { collected } from '#tests/support/payloads.ts'
import { createAccounts, inDatabaseOf } from '#tests/support/people.ts'

let app: Awaited<ReturnType<typeof startApp>>

beforeAll(async () => {
  app = await startApp()
  await createAccounts(app.databaseUrl, { Mallory: ['staff'] })
})
afterAll(() => app?.stop())

const A_BODY = 25_000

/** Payloads below one another in as few bodies as they fit, each kept apart from the next. */
function bodies(): string[] {
  const all: string[] = []
  let body = ''
  for (const payload of collected()) {
    if (payload.length > A_BODY) continue
    if (body.length + payload.length > A_BODY) {
      all.push(body)
      body = ''
    }
    body += `${payload}\n\n---\n\n`
  }
  return [...all, body]
}

test('no payload runs as the body, title, comment or answer of a real thread, with the page come to life around it', async () => {
  const payloads = collected()
  const threads = await inDatabaseOf(app.databaseUrl, async (db) => {
    await getSystemActor(db)
    const mallory = await db.selectFrom('users').where('name', '=', 'Mallory').select('id').executeTakeFirstOrThrow()
    const actor = await findActor(db, mallory.id)
    const category = await db.selectFrom('categories').select('id').executeTakeFirstOrThrow()
    if (!actor) throw new Error('Mallory is missing')
    const ids: number[] = []
    for (const [index, body] of bodies().entries()) {
      const title = `Payloads ${index}: ${payloads[index % payloads.length]}`.slice(0, 140)
      const thread = await askQuestion(db, actor, { title, body, categoryId: category.id, tags: 'setup', locale: 'en' })
      const answer = await postAnswer(db, actor, { threadId: thread.id, body })
      await postComment(db, actor, {
        postId: answer.id,
        body: payloads[(7 * index) % payloads.length]?.slice(0, 900) ?? '',
      })
      ids.push(thread.id)
    }
    return ids
  })

  const page = await openPage(app.url)
  const ran: string[] = []
  page.on('dialog', (dialog) => {
    ran.push(`${dialog.type()}: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.exposeFunction('report', (what: string) => ran.push(what))
  await page.addInitScript(() => {
    for (const name of ['alert', 'prompt', 'confirm', 'print', 'xss', 'XSS']) {
      const report = (window as unknown as { report(what: string): void }).report
      Object.defineProperty(window, name, { value: () => report(name) })
    }
  })
  // Images of other sites may be shown; this test asks nobody else for them.
  await page.route(
    (url) => url.origin !== app.url,
    (route) =>
      route.fulfill({ status: 200, contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
  )
  for (const id of threads) {
    await page.goto(`/questions/${id}`)
    await page.locator('.prose').first().waitFor()
    const foreign = await page.evaluate(() => {
      const found: string[] = []
      for (const element of document.querySelectorAll('main *')) {
        for (const { name, value } of element.attributes) {
          if (/^on/i.test(name) || /^\s*(javascript|vbscript|data):/i.test(value))
            found.push(element.outerHTML.slice(0, 200))
        }
        if (
          /^(script|iframe|object|embed|form|style|base|meta|link)$/i.test(element.tagName) &&
          element.closest('.prose')
        ) {
          found.push(element.outerHTML.slice(0, 200))
        }
      }
      for (const element of document.querySelectorAll<HTMLElement>('.prose *')) {
        for (const type of ['mouseover', 'focus', 'error', 'toggle', 'animationend'])
          element.dispatchEvent(new Event(type))
      }
      return found
    })
    expect(foreign, `question ${id}`).toEqual([])
  }
  await page.goto('/questions')
  await page.goto('/search?q=alert')
  expect(ran).toEqual([])
})

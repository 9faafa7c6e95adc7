import { expect, test } from 'vitest'
import { action } from '#app/pages/account/preferences.ts'
import { loadQuestionList } from '#app/web/question-list.server.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { contextOf } from '#tests/support/context.ts'
import { db } from '#tests/support/database.ts'
import { post } from '#tests/support/requests.ts'

test('whether the own language comes first is kept for a visitor in the browser, for a member in the account', async () => {
  const visitor = await post(action, { languageFirst: 'off' })
  expect(visitor.cookies).toContainEqual(expect.stringContaining('entraide_languageFirst=off; Path=/'))

  const member = await createUser()
  const kept = () =>
    db.selectFrom('users').where('id', '=', member.id).select('languageFirst').executeTakeFirstOrThrow()
  expect(await kept()).toEqual({ languageFirst: true })
  await post(action, { languageFirst: 'off' }, { viewer: member })
  expect(await kept()).toEqual({ languageFirst: false })
  await post(action, { languageFirst: 'on' }, { viewer: member })
  expect(await kept()).toEqual({ languageFirst: true })
})

test('the list of questions begins with the language of the reader, and can be mixed', async () => {
  const french = await createThread({ locale: 'fr', at: new Date('2026-01-01T00:00:00Z') })
  const english = await createThread({ locale: 'en', at: new Date('2026-02-01T00:00:00Z') })
  const list = async (mixed: boolean) => {
    const context = contextOf(null, { locale: 'fr' })
    if (mixed) context.languageFirst = async () => undefined
    const { items } = await loadQuestionList(new Request('http://localhost/questions'), context)
    return items.map((item) => item.id)
  }
  expect(await list(false)).toEqual([french.id, english.id])
  expect(await list(true)).toEqual([english.id, french.id])
})

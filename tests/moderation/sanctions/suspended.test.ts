import { describe, expect, test } from 'vitest'
import { rateArticle } from '#app/domain/articles/rate-article.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { anAdmin, commands, fieldsOf, untouchable } from '#tests/support/commands.ts'
import { db } from '#tests/support/database.ts'

/** What suspended people may still do, and why: nobody else notices, or it is their right. */
const STILL_THEIRS: Record<string, string> = {
  'answering.stop': 'takes a sign of theirs away',
  'bookmark.remove': 'their own bookmarks',
  'bookmark.add': 'their own bookmarks',
  'draft.discard': 'only they read their drafts',
  'draft.restore': 'only they read their drafts',
  'draft.save': 'only they read their drafts',
  'expert_request.pass': 'lets others be asked in their place',
  'follow.begin': 'what they are told about',
  'follow.end': 'what they are told about',
  'invitation.decline': 'nobody is held to an invitation',
  'me_too.transfer': 'what they said as a visitor, before they signed in',
  'notification.choose': 'what they are told about',
  'notification.read': 'their own reading marks',
  'preferences.change': 'the language and colours of their pages',
  'private_reply.post': 'they are a customer all the same, and write to the staff about their own case',
  'sanction.appeal': 'everybody may ask once for another look',
  'staff.contact': 'they are a customer all the same, and write to the staff',
  'user.record_visit': 'they read, and that counts as a visit',
  'visitor_draft.adopt': 'only they read their drafts',
}

/** Words that silenced people may still send, and why: nobody reads them before others, or they are no text. */
const NOT_READ: Record<string, string> = {
  'attachment.store': 'a file is seen when a post uses it',
  'bookmark.add': 'only they read their notes',
  'flag.raise': 'a report to the moderators, who read it and nobody else',
  'me_too.transfer': 'the key of a browser',
  'private_reply.post': 'a customer and the staff speak about a case',
  'sanction.appeal': 'everybody may ask once for another look',
  'search.resolve': 'names a search of others',
  'staff.contact': 'a customer and the staff speak about a case',
  'synonym.remove': 'names a synonym',
  'visitor_draft.adopt': 'the key of a browser',
}

const SENTENCE = 'Turn it off, wait for a moment, and turn it on again.'
const takesWords = (schema: Parameters<typeof fieldsOf>[0]) =>
  [...fieldsOf(schema)].some(([, field]) => {
    const { success, data } = field.safeParse(SENTENCE)
    return success && typeof data === 'string'
  })

const forever = new Date('2999-01-01')
const suspended = anAdmin({ suspendedUntil: forever })
const silenced = anAdmin({ silencedUntil: forever })
const theirs = commands.filter(({ callers }) => callers === 'members')
const others = commands.filter(({ callers }) => callers !== 'members')
const writing = commands.filter(({ callers }) => callers === 'writers')

describe('whoever is suspended, with all the rights there are', () => {
  test.each(others)('cannot: $name', async ({ command, callers }) => {
    const code = callers === 'system' ? 'command.system_only' : 'account.suspended'
    // Whatever was sent: nothing is read of it, and no statement is sent.
    for (const input of [{}, null, { postId: 1, threadId: 1, body: 'Turn it off, and on again.' }]) {
      await expect(command(untouchable, suspended, input)).rejects.toMatchObject({ kind: 'forbidden', code })
    }
  })

  test('may do what is listed here and nothing else', () => {
    expect(theirs.map(({ name }) => name)).toEqual(Object.keys(STILL_THEIRS).sort())
  })
})

test('whoever is silenced writes nothing that others read: no command that takes words is theirs, save those listed', () => {
  const worded = commands.filter(({ callers, input }) => ['members', 'active'].includes(callers) && takesWords(input))
  expect(worded.map(({ name }) => name)).toEqual(Object.keys(NOT_READ).sort())
  expect(writing.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['answer.post', 'tag.describe', 'thread.close']),
  )
})

test('whoever is silenced rates an article without words', async () => {
  const { id: articleId } = await createArticle()
  const person = await createUser()
  await db.updateTable('users').set({ silencedUntil: forever }).where('id', '=', person.id).execute()
  const actor = await getActor(db, person.id)
  await expect(rateArticle(db, actor, { articleId, helpful: false, reason: SENTENCE })).rejects.toMatchObject({
    code: 'account.silenced',
  })
  await rateArticle(db, actor, { articleId, helpful: false })
})

test.each(writing)('whoever is silenced cannot: $name', async ({ command }) => {
  await expect(command(untouchable, silenced, {})).rejects.toMatchObject({ code: 'account.silenced' })
})

test.each(commands.filter(({ callers }) => callers !== 'visitors'))('a visitor cannot: $name', async ({ command }) => {
  await expect(command(untouchable, null, {})).rejects.toMatchObject({ kind: 'forbidden', code: 'account.needed' })
})

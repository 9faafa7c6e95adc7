import { describe, expect, test } from 'vitest'
import { anAdmin, commands, untouchable } from '#tests/support/commands.ts'

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
}

/** What puts words before others, which is what a silence takes away. */
const WORDS = ['answer.post', 'answering.start', 'comment.post', 'post.edit', 'thread.ask']

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

test('whoever is silenced writes nothing of what is listed here', () => {
  expect(writing.map(({ name }) => name)).toEqual(WORDS)
})

test.each(writing)('whoever is silenced cannot: $name', async ({ command }) => {
  await expect(command(untouchable, silenced, {})).rejects.toMatchObject({ code: 'account.silenced' })
})

test.each(commands.filter(({ callers }) => callers !== 'visitors'))('a visitor cannot: $name', async ({ command }) => {
  await expect(command(untouchable, null, {})).rejects.toMatchObject({ kind: 'forbidden', code: 'account.needed' })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CATEGORY_ICONS } from '#app/domain/categories/icons.ts'
import { saveCategory } from '#app/domain/categories/save-category.ts'
import { editPost } from '#app/domain/posts/edit-post.ts'
import { parseQuery } from '#app/domain/search/query/parse-query.ts'
import { suggestEdit } from '#app/domain/suggested-edits/suggest-edit.ts'
import { addSynonym, removeSynonym } from '#app/domain/tags/add-synonym.ts'
import { completeTags } from '#app/domain/tags/complete-tags.ts'
import { findTag } from '#app/domain/tags/queries.ts'
import { renameTag } from '#app/domain/tags/rename-tag.ts'
import { cleanTagName, importedTagName, isTagName, parseTags } from '#app/domain/tags/tag-names.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { tagOfAddress } from '#app/pages/tags/tag.server.ts'
import { tagPath } from '#app/web/paths.ts'
import { tagNames } from '#app/web/question-list.server.ts'
import { readSearchAddress } from '#app/web/search-address.ts'
import { createTag } from '#tests/factories/create-tag.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

const NAMES = [
  ...['.net', 'snake_case', '__init__', '_get', 'c++', 'c#', 'f#', 'node.js', 'x86_64', 'g++', '+1', '.htaccess'],
  ...[
    'objective-c',
    'asp.net-mvc',
    'r',
    '3.5',
    'écran',
    'été',
    'straße',
    'łódź',
    'ıspanak',
    'отладка',
    '印刷',
    'ภาษาไทย',
  ],
  ...['हिन्दी', 'עברית', 'x.data'],
]

describe('a name that a tag may have', () => {
  test.each(NAMES)('%s is taken wherever a tag is named', async (name) => {
    expect(isTagName(name) && cleanTagName(name) === name && importedTagName(name) === name).toBe(true)

    const [admin, asker] = [await createUser({ roles: ['admin'] }), await createUser({ reputation: 750 })]
    const thread = await createThread({ authorId: asker.id, tags: [name] })
    const postId = thread.questionId ?? 0
    const body = 'It does not work, and I would like it to work.'
    const capitals = name.toUpperCase()
    const tag = await findTag(db, cleanTagName(capitals) === name ? capitals : name)
    expect(tag?.name).toBe(name)
    // In an edit and a suggested edit.
    await editPost(db, asker, { postId, body, tags: `${name} other`, baseRevision: 0 })
    await suggestEdit(db, await createUser({ reputation: 100 }), {
      ...{ postId, body, tags: `other ${name}`, reason: 'Order', baseRevision: 1 },
    })
    // As a synonym, a new name, and a tag of a category.
    await addSynonym(db, admin, { tagId: (await createTag({ name: 'third' })).id, name: `${name}.x` })
    await renameTag(db, admin, { tagId: tag?.id ?? 0, name: `${name}.y` })
    await renameTag(db, admin, { tagId: tag?.id ?? 0, name })
    await removeSynonym(db, admin, { tagId: (await findTag(db, 'third'))?.id ?? 0, name: `${name}.x` })
    const [none, texts] = [{ name: '', description: '', askText: '', unsupportedText: '' }, { name: 'A topic' }]
    await saveCategory(db, admin, {
      ...{ slug: '', icon: CATEGORY_ICONS[0], fields: [], tags: name, texts: { en: { ...none, ...texts }, fr: none } },
    })
    // In filters, searches, completions and its address.
    expect(tagNames(new URLSearchParams({ tags: name }))).toEqual([name])
    expect(readSearchAddress(new URLSearchParams({ tag: name })).tags).toEqual([name])
    expect(parseQuery(`[${name}] -[${name}] tag:${name}`)).toMatchObject({ tags: [name], without: { tags: [name] } })
    expect((await completeTags(db, name)).map((each) => each.name)).toContain(name)
    const address = new URL(tagPath(name), 'http://localhost')
    const inAddress = decodeURIComponent(address.pathname.slice('/tags/'.length))
    expect(address.pathname.endsWith('.data')).toBe(false)
    expect((await tagOfAddress(new Request(address), { name: inAddress })).id).toBe(tag?.id)
  })

  test.each(['', '-a', '...', '_', '+', 'a b', 'a/b', 'a,b', '<b>', '👍', 'x'.repeat(36)])('but not “%s”', (name) =>
    expect(isTagName(name)).toBe(false),
  )
})

test('however a name is spelled, it is one tag', async () => {
  const tag = await createTag({ name: 'réseau' })
  for (const typed of ['RÉSEAU', 're\u0301seau', '#réseau', ' réseau ', '\u202eréseau\u202c', 'réseau\u0007']) {
    expect(await findTag(db, typed)).toMatchObject({ id: tag.id, name: 'réseau' })
    expect(parseTags(typed)).toEqual(['réseau'])
    expect(parseQuery(`[${typed}]`).tags).toEqual(['réseau'])
    expect(readSearchAddress(new URLSearchParams({ tag: typed })).tags).toEqual(['réseau'])
  }
})

test('a spelling of a spelling is the same, and what an import makes of any text can be typed', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 })
  fc.assert(
    fc.property(text, (typed) => {
      expect(cleanTagName(cleanTagName(typed))).toBe(cleanTagName(typed))
      const name = importedTagName(typed)
      if (name !== undefined) expect([isTagName(name), parseTags(name)]).toEqual([true, [name]])
    }),
  )
})

test.each([
  ['Two Words', 'two-words'],
  ['tcp/ip', 'tcp-ip'],
  ['-webkit-transform', 'webkit-transform'],
  ['@angular/core', 'angular-core'],
  ['C\u266f', 'c'],
  ['#hash', 'hash'],
  ['  ', undefined],
  ['<>', undefined],
  ['x'.repeat(36), undefined],
])('the tag %j of another forum is %j here', (text, name) => expect(importedTagName(text)).toBe(name))

test('tags that are not changed are not asked about: of a question with more than five, or with none', async () => {
  const thread = await createThread({ tags: ['a', 'b'] })
  const asker = await getActor(db, thread.authorId ?? 0)
  const postId = thread.questionId ?? 0
  for (const [position, name] of ['c', 'd', 'e', 'f'].entries()) {
    const { id: tagId } = await createTag({ name })
    await db
      .insertInto('threadTags')
      .values({ threadId: thread.id, tagId, position: position + 2 })
      .execute()
  }
  const body = 'It still does not work, and I would like it to.'
  await editPost(db, asker, { postId, body, tags: 'a b c d e f', baseRevision: 0 })
  const editor = await createUser({ reputation: 100 })
  const suggestion = { postId, body: `${body} Really.`, reason: 'Words', baseRevision: 1 }
  await suggestEdit(db, editor, { ...suggestion, tags: 'a b c d e f' })
  await expect(suggestEdit(db, editor, { ...suggestion, tags: 'b a c d e f' })).rejects.toMatchObject({
    code: 'tags.too_many',
  })
  await db.deleteFrom('threadTags').where('threadId', '=', thread.id).execute()
  await suggestEdit(db, editor, { ...suggestion, tags: '' })
})

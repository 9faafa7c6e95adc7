import { describe, expect, test } from 'vitest'
import { acceptAnswer } from '#app/domain/answers/accept-answer.ts'
import { obsoleteArticle } from '#app/domain/articles/obsolete-article.ts'
import { deletePost } from '#app/domain/posts/delete-post.ts'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { searchPosts } from '#app/domain/search/find/search-posts.ts'
import { suggestPosts } from '#app/domain/search/find/suggest-posts.ts'
import type { Viewer } from '#app/domain/users/actor.ts'
import { getActor } from '#app/domain/users/find-actor.ts'
import { createAnswer } from '#tests/factories/create-answer.ts'
import { createArticle } from '#tests/factories/create-article.ts'
import { createCategory } from '#tests/factories/create-category.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { createUser } from '#tests/factories/create-user.ts'
import { db } from '#tests/support/database.ts'

type Found = { kind: string; title: string }

/** What every search engine promises, whatever finds the posts: run it with one engine a test file. */
export function describeSearchEngine(engine: SearchEngine): void {
  const titles = (results: Found[]) => results.map((result) => result.title)
  const search = async (text: string, viewer: Viewer = null) =>
    (await searchPosts(db, viewer, engine, { text, locale: 'en' })).results
  const found = async (text: string, viewer: Viewer = null) => titles(await search(text, viewer))

  async function indexed(options: Parameters<typeof createThread>[0]) {
    const thread = await createThread(options)
    await engine.index(db, { threadIds: [thread.id] })
    return thread
  }

  describe('words', () => {
    test('are found in title, tags, question and answers, in this order of weight', async () => {
      const inAnswer = await indexed({ title: 'Leaves turn yellow in the shade', tags: ['plants'] })
      await createAnswer({ threadId: inAnswer.id, body: 'This comes from the humidity of the place.' })
      await engine.index(db, { threadIds: [inAnswer.id] })
      await indexed({
        title: 'Where should the box be placed',
        body: 'I wonder about humidity in my cellar.',
        tags: ['plants'],
      })
      await indexed({ title: 'Which reading is the right one', tags: ['humidity'] })
      await indexed({ title: 'Humidity is always too low', tags: ['plants'] })
      expect(await found('humidity')).toEqual([
        'Humidity is always too low',
        'Which reading is the right one',
        'Where should the box be placed',
        'Leaves turn yellow in the shade',
      ])
    })

    test('are stemmed by the language of the post, English and French', async () => {
      await indexed({ title: 'Watering schedules keep changing', tags: ['a'] })
      await indexed({ title: 'Les arrosages programmés ne démarrent plus', locale: 'fr', tags: ['a'] })
      expect(await found('changed schedule')).toEqual(['Watering schedules keep changing'])
      expect(await found('programmer arrosage')).toEqual(['Les arrosages programmés ne démarrent plus'])
    })

    test('are found without their accents and in any case', async () => {
      await indexed({ title: 'Où régler l’étalonnage du pluviomètre', locale: 'fr', tags: ['a'] })
      expect(await found('ETALONNAGE pluviometre')).toHaveLength(1)
      expect(await found('étalonnage')).toHaveLength(1)
    })

    test('with a typo still find the title', async () => {
      await indexed({ title: 'Calibration of the soil probe fails', tags: ['a'] })
      await indexed({ title: 'Nothing of the kind in this one', tags: ['a'] })
      expect(await found('calbration')).toEqual(['Calibration of the soil probe fails'])
      expect(await found('calibratoin probe')).toEqual(['Calibration of the soil probe fails'])
    })

    test('all of them come before some of them', async () => {
      await indexed({ title: 'The valve does not open at all', tags: ['a'] })
      await indexed({ title: 'The valve freezes when it is cold', tags: ['a'] })
      expect((await found('valve freezes cold'))[0]).toBe('The valve freezes when it is cold')
    })

    test('that are codes are found as they are', async () => {
      await indexed({ title: 'The display shows only E-42', tags: ['a'] })
      await indexed({ title: 'The display shows only E-43', tags: ['a'] })
      expect((await found('e-42'))[0]).toBe('The display shows only E-42')
    })

    test.each<[string, string[]]>([
      ['It runs on PC/Mac alike', ['pc', 'mac', 'PC/Mac', 'mac/pc', '"PC/Mac"']],
      ['The pump stopped.Since then nothing', ['since nothing', 'stopped', 'stopped.Since']],
      ['The file x.dll is missing', ['x.dll', 'dll', 'X.DLL']],
      ['Mail from me@host.example is lost', ['host', 'host.example', 'me@host.example', 'example']],
      ['com.acme.UserService.run fails', ['acme', 'service', 'UserService', 'userservice', 'com.acme.UserService.run']],
      [
        '/opt/acme/config.yml is empty',
        ['config', 'config.yml', '/opt/acme/config.yml', 'acme/config', '"config.yml"'],
      ],
      [
        'C:\\Users\\Public\\setup.exe hangs',
        ['setup.exe', 'public', 'C:\\Users\\Public\\setup.exe', 'C:/Users/Public'],
      ],
      ['Broken since v2.14.3 of it', ['2.14.3', 'v2.14.3', 'V2.14.3', '2.14']],
      ['Broken since 2.14.3 of it', ['2.14.3', 'v2.14.3']],
      ['Which node.js is the right one', ['nodejs', 'node.js', 'node js', 'node-js', 'NODEJS']],
      ['Which nodejs is the right one', ['node.js', 'nodejs']],
      ['My e-mail is gone', ['email', 'e-mail', 'mail']],
      [
        'The set_time_zone call and maxRetries',
        ['zone', 'set_time_zone', 'set-time-zone', 'retries', 'MAXRETRIES', 'max_retries'],
      ],
      [
        'A Donau\u00addampfer and co\u200boperation',
        ['donaudampfer', 'Donau\u00addampfer', 'cooperation', 'operation'],
      ],
      ['日本語のテキストを検索する方法を教えてください', ['日本語', '検索', 'テキスト', '"日本語"', '語']],
      ['Un œuf de la Straße de Łódź', ['oeuf', 'œuf', 'strasse', 'STRASSE', 'straße', 'lodz', 'ŁÓDŹ']],
      ['It needs Windows10 and utf-8', ['windows 10', 'windows10', 'utf8', 'utf-8']],
      ['The C++ and the C# of it', ['c++', 'C#', 'c++ c#']],
    ])('%s: parts and whole, however they are written', async (title, searches) => {
      await indexed({ title, body: 'Nothing more to say about this.', tags: ['a'] })
      await indexed({ title: 'Another of no importance', body: 'Nothing to see in here at all.', tags: ['a'] })
      for (const text of searches) expect([text, await found(text)]).toEqual([text, [title]])
    })

    test('as a whole come before their parts anywhere', async () => {
      await indexed({ title: 'About js and its node', tags: ['a'] })
      await indexed({ title: 'About node.js and it', tags: ['a'] })
      await indexed({ title: 'About a node of js', tags: ['a'] })
      expect((await found('nodejs')).sort()).toEqual(['About node.js and it'])
      expect((await found('node.js'))[0]).toBe('About node.js and it')
      expect(await found('node.js')).toHaveLength(3)
    })

    test('are marked where they are, words of grammar never', async () => {
      const marked = async (text: string) =>
        (await search(text))[0]?.passage.filter((piece) => piece.marked).map((piece) => piece.text)
      await indexed({
        title: 'A title of no importance here',
        body: 'It is not the PC/Mac of it: the node.js and UserService.run are to blame, at C:\\opt\\x.dll, 日本語で.',
        tags: ['a'],
      })
      expect(await marked('mac')).toEqual(['Mac'])
      expect(await marked('the mac and it')).toEqual(['Mac'])
      expect(await marked('nodejs')).toEqual(['node.js'])
      expect(await marked('user')).toEqual(['User'])
      expect(await marked('userservice')).toEqual(['UserService'])
      expect(await marked('x.dll')).toEqual(['x.dll'])
      expect(await marked('blames')).toEqual(['blame'])
      expect(await marked('日本語')).toEqual(['日本語'])
    })

    test('of nothing that is there find nothing, nor does an empty search', async () => {
      await indexed({})
      expect(await found('xylophone')).toEqual([])
      expect(await found('')).toEqual([])
      expect(await found('& | ! ( :* <->')).toEqual([])
      expect(await found("'; drop table posts; --")).toEqual([])
    })
  })

  test('a solved thread comes before one that is as near', async () => {
    for (const solved of [true, false]) {
      const asker = await createUser()
      const thread = await createThread({ authorId: asker.id, title: 'The hub loses the wifi at night', tags: ['a'] })
      const answer = await createAnswer({ threadId: thread.id })
      if (solved) await acceptAnswer(db, asker, { answerId: answer.id })
      await engine.index(db, { threadIds: [thread.id] })
    }
    expect((await search('hub wifi')).map((result) => result.solved)).toEqual([true, false])
  })

  test('each thread is one result, its best post, with the passage that matches', async () => {
    const thread = await createThread({ title: 'A title of no importance here', tags: ['a'] })
    await createAnswer({ threadId: thread.id, body: 'You could try the **gasket** of the pump.' })
    await createAnswer({ threadId: thread.id, body: 'The gasket, indeed: a worn gasket lets the water out.' })
    await engine.index(db, { threadIds: [thread.id] })
    const [result, ...others] = await search('gasket')
    expect(others).toEqual([])
    expect(result).toMatchObject({ kind: 'answer', threadId: thread.id, answerCount: 2, solved: false })
    expect(result!.passage.filter((piece) => piece.marked).map((piece) => piece.text)).toContain('gasket')
    expect(result!.passage.map((piece) => piece.text).join('')).not.toContain('<')
  })

  test('an article in two languages is one result, in the reader’s own', async () => {
    const { id } = await createArticle({ title: 'Pairing a sensor' })
    const { editArticle } = await import('#app/domain/articles/edit-article.ts')
    const text = { title: 'Appairer un capteur (sensor)', body: 'Tenez le bouton pendant cinq secondes.' }
    await editArticle(db, await createUser({ roles: ['staff'] }), {
      articleId: id,
      locale: 'fr',
      ...text,
      weight: 'change',
    })
    await engine.index(db, { articleIds: [id] })
    for (const [locale, title] of [
      ['en', 'Pairing a sensor'],
      ['fr', 'Appairer un capteur (sensor)'],
    ] as const) {
      expect(titles((await searchPosts(db, null, engine, { text: 'sensor', locale })).results)).toEqual([title])
    }
  })

  describe('operators', () => {
    async function garden() {
      const ann = await createUser({ name: 'Ann Lee' })
      const category = await createCategory({ slug: 'watering' })
      const solved = await createThread({
        authorId: ann.id,
        title: 'The pump, solved case',
        tags: ['pump', 'winter'],
        categoryId: category.id,
      })
      const answer = await createAnswer({ threadId: solved.id, body: 'Empty the pump before the winter.' })
      await acceptAnswer(db, ann, { answerId: answer.id })
      const answered = await createThread({ title: 'The pump, answered case', tags: ['pump'] })
      await createAnswer({ threadId: answered.id, authorId: ann.id, body: 'I would look at the noise of it.' })
      const open = await createThread({ title: 'The pump, open case', tags: ['pump', 'summer'] })
      const article = await createArticle({ title: 'The pump, article case', categoryId: category.id })
      await engine.index(db, { threadIds: [solved.id, answered.id, open.id], articleIds: [article.id] })
      return { ann, answerId: answer.id }
    }

    test.each<[string, string[]]>([
      ['pump [winter]', ['The pump, solved case']],
      ['pump [Pump] [summer]', ['The pump, open case']],
      ['pump [nothing-like-it]', []],
      ['pump -[winter] is:question', ['The pump, answered case', 'The pump, open case']],
      ['pump is:solved', ['The pump, solved case']],
      ['pump is:unsolved', ['The pump, answered case', 'The pump, open case']],
      ['pump is:unanswered', ['The pump, open case']],
      ['pump is:article', ['The pump, article case']],
      ['pump -is:article -is:solved', ['The pump, answered case', 'The pump, open case']],
      ['pump is:answer', ['The pump, answered case', 'The pump, solved case']],
      ['pump category:watering', ['The pump, article case', 'The pump, solved case']],
      ['pump category:nowhere', []],
      ['user:"ann lee"', ['The pump, answered case', 'The pump, solved case']],
      ['user:"Ann Lee" is:question', ['The pump, solved case']],
      ['user:@ann-lee is:question', ['The pump, solved case']],
      ['user:lee is:question', ['The pump, solved case']],
      ['user:ÀN is:question', ['The pump, solved case']],
      ['user:nobody-like-it', []],
      ['pump -user:nobody-like-it is:solved', ['The pump, solved case']],
      ['pump [wïnter]', ['The pump, solved case']],
      ['pump category:Wåtering is:question', ['The pump, solved case']],
      ['pump -user:"ann lee" is:question', ['The pump, answered case', 'The pump, open case']],
      ['"before the winter"', ['The pump, solved case']],
      ['"the before winter"', []],
      ['pump -winter', ['The pump, answered case', 'The pump, article case', 'The pump, open case']],
      ['pump -"noise of it" -summer -article -winter', ['The pump, answered case']],
      ['[pump]', ['The pump, answered case', 'The pump, open case', 'The pump, solved case']],
      ['[pump] answers:1', ['The pump, answered case', 'The pump, solved case']],
      ['solved in:title', ['The pump, solved case']],
      ['noise in:title', []],
      ['"solved case" in:title', ['The pump, solved case']],
      ['"before the winter" in:title', []],
      ['noise OR winter', ['The pump, answered case', 'The pump, solved case']],
      ['"noise of it" OR [summer]', ['The pump, answered case', 'The pump, open case']],
      ['pump is:article OR is:unanswered', ['The pump, article case', 'The pump, open case']],
      ['pump -node.js -pump/winter is:question', ['The pump, answered case', 'The pump, open case']],
    ])('%s', async (text, expected) => {
      await garden()
      expect([...new Set(await found(text))].sort()).toEqual(expected)
    })

    test('lang: is the language of the text, after: and before: bound its day', async () => {
      // What counts is what it is written in, not what its author’s pages are in.
      const dated = {
        en: ['The pump in English', '2026-01-10', 'It does not start and I have tried all that is in the manual.'],
        fr: ['La pump en français', '2026-02-10', 'Elle ne démarre pas et j’ai essayé tout ce qui est dans le manuel.'],
      } as const
      for (const locale of ['en', 'fr'] as const) {
        const [title, day, body] = dated[locale]
        const { id, questionId } = await createThread({ title, body, tags: ['a'] })
        await db.updateTable('posts').set({ createdAt: day }).where('id', '=', questionId).execute()
        await engine.index(db, { threadIds: [id] })
      }
      const [english, french] = [dated.en[0], dated.fr[0]]
      const cases: Array<[string, string[]]> = [
        ['lang:fr', [french]],
        ['pump -lang:fr', [english]],
        ['pump lang:en lang:fr', [french, english].sort()],
        ['pump after:2026-02', [french]],
        ['pump after:2026-02-10', [french]],
        ['pump before:2026-02-10', [english]],
        ['after:2026-01-01 before:2026-02-01', [english]],
        ['pump before:2026-01-10', []],
      ]
      for (const [text, expected] of cases) expect([text, (await found(text)).sort()]).toEqual([text, expected])
    })

    test('what is no filter is left out, and finds as if it were not there', async () => {
      await garden()
      for (const text of ['pump is:strange', 'pump score:many', 'pump after:soon', 'pump lang:de', 'pump -answers:2']) {
        expect([text, (await found(text)).length]).toEqual([text, 4])
      }
    })

    test('is:closed and is:open', async () => {
      const closed = await indexed({ title: 'The pump that is closed', tags: ['a'] })
      await indexed({ title: 'The pump that is open', tags: ['a'] })
      await db
        .updateTable('threads')
        .set({ closedAt: new Date(), closeReason: 'off_topic', closedBy: closed.authorId })
        .where('id', '=', closed.id)
        .execute()
      await engine.index(db, { threadIds: [closed.id] })
      expect(await found('pump is:closed')).toEqual(['The pump that is closed'])
      expect(await found('pump is:open')).toEqual(['The pump that is open'])
      expect(await found('pump -is:closed')).toEqual(['The pump that is open'])
    })

    test('#34 is the question or the post with this number, before anything else', async () => {
      const named = await indexed({ title: 'A title of no importance here', tags: ['a'] })
      await indexed({ title: 'The pump, number one', tags: ['a'] })
      expect(await found(`#${named.id}`)).toEqual(['A title of no importance here'])
      expect(await found(`pump #${named.id}`)).toEqual(['A title of no importance here', 'The pump, number one'])
      expect(await found('#999999')).toEqual([])
      const secret = await indexed({ title: 'A secret about turbines', audience: 'private', tags: ['a'] })
      expect(await found(`#${secret.id}`)).toEqual([])

      // No thread has its number: there are more posts than threads.
      const answer = await createAnswer({ threadId: named.id, body: 'An answer with a number of its own.' })
      await engine.index(db, { threadIds: [named.id] })
      expect((await search(`#${answer.id}`))[0]).toMatchObject({ kind: 'answer', postId: answer.id })
    })

    test('score: counts votes', async () => {
      const { answerId } = await garden()
      await db.updateTable('posts').set({ score: 3 }).where('id', '=', answerId).execute()
      expect(await found('pump score:3')).toEqual(['The pump, solved case'])
      expect(await found('pump score:4')).toEqual([])
    })
  })

  describe('nobody finds what is not for them', () => {
    test('private threads are found by nobody, members’ ones by members', async () => {
      await indexed({ title: 'A secret about turbines', audience: 'private', tags: ['a'] })
      await indexed({ title: 'A word about turbines', audience: 'members', tags: ['a'] })
      expect(await found('turbines')).toEqual([])
      expect(await found('turbines', await createUser())).toEqual(['A word about turbines'])
    })

    test('what is hidden is not shown, even when the index still has it', async () => {
      const thread = await indexed({ title: 'Turbines that someone regrets', tags: ['a'] })
      await deletePost(db, await getActor(db, thread.authorId!), { postId: thread.questionId! })
      expect(await found('turbines')).toEqual([])
      expect(await found('[a]')).toEqual([])
      await engine.index(db, { threadIds: [thread.id] })
      expect(await engine.suggest(db, { title: 'Turbines that someone regrets' }, { limit: 5 })).toEqual([])
    })

    test('a hidden answer is not a way to its words', async () => {
      const thread = await createThread({ title: 'An innocent question here', tags: ['a'] })
      const answer = await createAnswer({ threadId: thread.id, body: 'The password is swordfish, I think.' })
      await engine.index(db, { threadIds: [thread.id] })
      await db.updateTable('posts').set({ state: 'hidden' }).where('id', '=', answer.id).execute()
      expect(await found('swordfish')).toEqual([])
    })

    test('articles: published ones only, by audience', async () => {
      const staff = await createUser({ roles: ['staff'] })
      const ids = []
      for (const [title, state, audience] of [
        ['Turbine for all', 'published', 'public'],
        ['Turbine for members', 'published', 'members'],
        ['Turbine for staff', 'published', 'staff'],
        ['Turbine in draft', 'draft', 'public'],
        ['Turbine in review', 'in_review', 'public'],
      ] as const) {
        ids.push((await createArticle({ title, state, audience })).id)
      }
      await engine.index(db, { articleIds: ids })
      expect(await found('turbine')).toEqual(['Turbine for all'])
      expect((await found('turbine', await createUser())).sort()).toEqual(['Turbine for all', 'Turbine for members'])
      expect((await found('turbine', staff)).sort()).toEqual([
        'Turbine for all',
        'Turbine for members',
        'Turbine for staff',
      ])

      await obsoleteArticle(db, staff, { articleId: ids[0]! })
      expect(await found('turbine')).toEqual([])
    })
  })

  describe('suggestions', () => {
    test('articles before solved before answered before open at equal nearness, five at most', async () => {
      const title = 'The rain gauge counts twice'
      const asker = await createUser()
      const open = await createThread({ title, tags: ['a'] })
      const answered = await createThread({ title, tags: ['a'] })
      await createAnswer({ threadId: answered.id })
      const solved = await createThread({ authorId: asker.id, title, tags: ['a'] })
      const answer = await createAnswer({ threadId: solved.id })
      await acceptAnswer(db, asker, { answerId: answer.id })
      const article = await createArticle({ title })
      const more = [await createThread({ title, tags: ['a'] }), await createThread({ title, tags: ['a'] })]
      const far = await createThread({ title: 'How to rename the gauge', tags: ['a'] })
      await engine.index(db, {
        threadIds: [open, answered, solved, ...more, far].map((thread) => thread.id),
        articleIds: [article.id],
      })
      const suggested = await suggestPosts(db, null, engine, {
        title: 'My rain gauge counts everything twice',
        locale: 'en',
      })
      expect(suggested).toHaveLength(5)
      expect(suggested.slice(0, 3).map((each) => [each.kind, each.solved, each.answerCount])).toEqual([
        ['article', false, 0],
        ['question', true, 1],
        ['question', false, 1],
      ])
      expect(titles(suggested)).not.toContain('How to rename the gauge')
    })

    test('a title is not an expression, and an unfinished word counts', async () => {
      await indexed({ title: 'Firmware update stays at 12 percent', tags: ['a'] })
      for (const title of ['Firmware "update" [stays] -percent is:article', 'firmware upda', 'Firmwere update stays']) {
        const suggested = await suggestPosts(db, null, engine, { title, locale: 'en' })
        expect(titles(suggested)).toEqual(['Firmware update stays at 12 percent'])
      }
    })

    test('too short a title suggests nothing', async () => {
      await indexed({ title: 'Firmware update stays at 12 percent', tags: ['a'] })
      expect(await suggestPosts(db, null, engine, { title: 'firmware', locale: 'en' })).toEqual([])
    })
  })

  describe('the index', () => {
    test('follows edits, and forgets what was removed from it', async () => {
      const thread = await indexed({ title: 'About a windmill of old', tags: ['a'] })
      await db.updateTable('threads').set({ title: 'About a watermill of old' }).where('id', '=', thread.id).execute()
      await engine.index(db, { threadIds: [thread.id] })
      expect(await found('watermill')).toHaveLength(1)
      await engine.remove(db, [thread.questionId!])
      expect(await found('watermill')).toEqual([])
    })

    test('built anew finds everything', async () => {
      await createThread({ title: 'About a windmill of old', tags: ['a'] })
      await createArticle({ title: 'Windmills explained' })
      expect(await found('windmill')).toEqual([])
      await engine.rebuild(db)
      expect((await found('windmill')).sort()).toEqual(['About a windmill of old', 'Windmills explained'])
    })
  })
}

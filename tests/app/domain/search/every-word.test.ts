import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { parseQuery, splitWords } from '#app/domain/search/query/parse-query.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { readTerms, wordsIn } from '#app/domain/search/rank/terms.ts'
import { fillForum } from '#tests/bench/relevance-forum.ts'
import { evalSets } from '#tests/bench/relevance-sets.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { db } from '#tests/support/database.ts'

const engine = postgresEngine()
const DUMPS = join(import.meta.dirname, '../../../../../shared/data/stackexchange')

/** Not the syntax of searches: a minus, a tag, a filter, a quotation mark, a number, an alternative. */
const isSyntax = (word: string) => /^[-–[#]|["“”„«»]|^\p{L}+:|^(?:OR|OU)$/u.test(word)

test('every word of a text finds it, whatever is around it and in it', async () => {
  const part = fc.oneof(
    fc.stringMatching(/^[a-z]{2,8}$/),
    fc.stringMatching(/^[A-Z][a-z]{2,6}$/),
    fc.stringMatching(/^[A-Z]{2,5}$/),
    fc.stringMatching(/^[0-9]{1,4}$/),
    fc.constantFrom(
      'été',
      'cœur',
      'Straße',
      'Łódź',
      '日本語',
      'テキスト',
      'Привет',
      'e\u0301tat',
      'ab\u00adcd',
      'İzmir',
    ),
  )
  const joint = fc.constantFrom(
    '.',
    '/',
    '\\',
    '_',
    '-',
    '@',
    ':',
    '',
    '&',
    '+',
    ',',
    ';',
    '(',
    ')',
    "'",
    '’',
    '\u200b',
    '::',
    '…',
    '|',
    '=',
  )
  const word = fc
    .tuple(part, fc.array(fc.tuple(joint, part), { maxLength: 4 }), fc.constantFrom('', '.', ',', '!', ')', '…', ':'))
    .map(([first, others, end]) => first + others.flat().join('') + end)
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 3, maxLength: 8 }), async (words) => {
      const { id, questionId } = await createThread({ title: 'A title of no importance here', tags: ['a'] })
      const html = words.join(' ').replaceAll('&', '&amp;')
      await db
        .updateTable('posts')
        .set({ html: sql`${`<p>${html}</p>`}` })
        .where('id', '=', questionId)
        .execute()
      await engine.index(db, { threadIds: [id] })
      for (const searched of words.filter((each) => !isSyntax(each))) {
        const terms = (await readTerms(db, parseQuery(searched).words.join(' '), { literally: true })).terms
        if (terms.every((term) => term.stop && term.wholes.length === 0)) continue
        const hits = await engine.search(db, parseQuery(searched), { limit: 300 })
        expect([searched, words, hits.some((hit) => hit.postId === questionId)]).toEqual([searched, words, true])
      }
    }),
    { numRuns: 25 },
  )
})

const communities = ['french-meta', 'cstheory-meta'].filter((name) => existsSync(join(DUMPS, name, 'Posts.xml')))
const without = communities.length === 0 ? ' (left out: no dumps in ../shared/data)' : ''

test.skipIf(communities.length === 0)(
  `every word of two real communities is in the document that it is taken from${without}`,
  { timeout: 120_000 },
  async () => {
    for await (const { documents } of evalSets(communities)) {
      await fillForum(db, documents)
      await engine.rebuild(db)
      const { rows } = await sql<{ postId: number; text: string }>`
        select post_id as "postId", title || ' ' || body as text from search_documents where kind <> 'answer'`.execute(
        db,
      )
      // Words of letters alone are the same word in any order of things; the others are taken apart.
      const words = rows.flatMap(({ postId, text }) =>
        [...new Set(text.split(/\s+/))]
          .filter((word) => /[^\p{L}]/u.test(word) && !isSyntax(word) && word.length <= 200)
          .flatMap((word) => splitWords(word).map((part) => ({ postId, part }))),
      )
      expect(words.length).toBeGreaterThan(1000)
      const { rows: missing } = await sql<{ word: string; part: string }>`
        select asked.word, part.token as part
        from unnest(${words.map(({ postId }) => postId)}::bigint[], ${words.map(({ part }) => part)}::text[])
          as asked (post_id, word)
        join search_documents using (post_id)
        cross join lateral ${wordsIn(sql`search_text(lower(asked.word))`)} as part
        where part.en is not null and part.fr is not null
          and not case locale when 'fr' then part.fr else part.en end = any (terms)
        limit 20`.execute(db)
      expect(missing).toEqual([])
    }
  },
)

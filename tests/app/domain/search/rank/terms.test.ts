import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { countWords } from '#app/domain/search/index/count-words.ts'
import { indexThreads } from '#app/domain/search/index/documents.ts'
import { rarity, readTerms } from '#app/domain/search/rank/terms.ts'
import { createThread } from '#tests/factories/create-thread.ts'
import { db } from '#tests/support/database.ts'

async function ask(...titles: string[]) {
  for (const title of titles) await createThread({ title, body: 'This has nothing to do with it.' })
  await indexThreads(db, sql`true`)
}

const words = async (text: string, options = {}) => (await readTerms(db, text, options)).terms

describe('the words of a text', () => {
  test('are stemmed in both languages, each once and counted, with words of grammar told apart', async () => {
    const terms = await words('The pumps: une POMPE, des pompes, the Pumps! aux pumps')
    expect(terms.map(({ word, stop, times }) => [word, stop, times])).toEqual([
      ['the', true, 2],
      ['pumps', false, 3],
      ['une', true, 1],
      ['pompe', false, 1],
      ['des', true, 1],
      ['pompes', false, 1],
      ['aux', true, 1],
    ])
    const [pompe, pompes] = [terms[3]!, terms[5]!]
    expect(pompe.fr).toBe(pompes.fr)
    expect(pompe.en).not.toBeNull()
  })

  test('are found without accents, and the parts of a compound each', async () => {
    const [accented, bare] = [await words('étalonnage'), await words('ETALONNAGE')]
    expect(accented).toEqual(bare)
    expect((await words('soil-probe STM32-F4 1.5 v2.0.1')).map((term) => term.word)).toEqual([
      ...['soil', 'probe', 'stm', '32', 'f4', '1', '5', '2', '0'],
    ])
  })

  test('know the compounds that they are a part of, and count as one word together', async () => {
    const terms = await words('JavaScript node.js app-2.14.3')
    expect(terms.map(({ word, wholes }) => [word, wholes.map((whole) => whole.word)])).toEqual([
      ['javascript', []],
      ['node', ['nodejs']],
      ['js', ['nodejs']],
      ['app', ['app2143']],
      ['2', ['app2143', '2.14.3']],
      ['14', ['app2143', '2.14.3']],
      ['3', ['app2143', '2.14.3']],
    ])
    await ask('Why does node.js stop here', 'About a node of js', 'About another node of js')
    const [node, js] = await words('node.js')
    const { documents } = await readTerms(db, 'node.js')
    const weight = ({ share, documents: having }: typeof node & object) => share * rarity(having, documents)
    expect(weight(node!) + weight(js!)).toBeLessThanOrEqual(rarity(1, documents) + 0.001)
  })

  test('of signs only are none', async () => {
    expect(await words('?! … & | <-> ((( :*')).toEqual([])
    expect(await words('')).toEqual([])
  })

  test('are at most sixty, whatever is typed', async () => {
    const many = Array.from({ length: 500 }, (_, index) => `word${index}`).join(' ')
    expect(await words(many)).toHaveLength(60)
  })
})

describe('how many documents have a word', () => {
  test('is known at once, without a count, and the same after one', async () => {
    await ask('The pump is broken today', 'The pump makes a noise', 'A cellar without light')
    const before = await readTerms(db, 'pump cellar dragon')
    expect(before.documents).toBe(3)
    expect(before.terms.map((term) => [term.documents, term.titles])).toEqual([
      [2, 2],
      [1, 1],
      [0, 0],
    ])
    await countWords(db)
    expect(await readTerms(db, 'pump cellar dragon')).toEqual(before)
  })

  test('is counted again once the index has changed enough', async () => {
    await ask('The pump is broken today')
    await countWords(db)
    const counted = () => db.selectFrom('searchStatistics').selectAll().executeTakeFirstOrThrow()
    const first = await counted()
    await countWords(db)
    expect(await counted()).toEqual(first)
    await ask('The pump makes a noise')
    await countWords(db)
    expect((await counted()).documents).toBe(2)
    expect((await words('pump'))[0]!.documents).toBe(2)
  })

  test('is estimated from a sample of a large index', async () => {
    await ask(...Array.from({ length: 60 }, (_, index) => `The pump number ${index} of them all`))
    await countWords(db, { always: true, sample: 30 })
    const { documents, terms } = await readTerms(db, 'pump')
    expect(documents).toBe(60)
    // A sample of pages: about as many, within what a few pages more or less make.
    expect(terms[0]!.documents).toBeGreaterThan(0)
    expect(terms[0]!.documents).toBeLessThanOrEqual(180)
  })

  test('makes a rare word telling, a common one little, none of them worth less than nothing', () => {
    expect(rarity(1, 1000)).toBeGreaterThan(rarity(100, 1000))
    expect(rarity(1000, 1000)).toBeGreaterThan(0)
    expect(rarity(5000, 1000)).toBe(rarity(1000, 1000))
    expect(rarity(0, 0)).toBeGreaterThan(0)
  })
})

describe('a word that nobody has written', () => {
  test('is compared with those that were', async () => {
    await ask('Calibration of the soil probe')
    const [typed] = await words('calibratoin')
    expect(typed!.documents).toBe(0)
    expect(typed!.meant.map((meant) => meant.word)).toEqual(['calibration'])
    expect(typed!.meant[0]!.likeness).toBeGreaterThan(0.3)
  })

  test('is not guessed at when it is a code, short, or known', async () => {
    await ask('Error e4711 of the calibration')
    for (const word of ['e4712', 'cal', 'calibration']) expect((await words(word))[0]!.meant).toEqual([])
  })

  test('goes on like others while it is being typed, and only then', async () => {
    await ask('Firmware update fails', 'Updating the hub')
    const last = (await words('firmware upda', { unfinished: true })).at(-1)!
    expect(last.meant.map((meant) => meant.word).sort()).toEqual(['update', 'updating'])
    const finished = (await words('firmware upda ', { unfinished: true })).at(-1)!
    expect(finished.meant[0]!.likeness).toBeLessThan(last.meant[0]!.likeness)
    expect((await words('upda firmware', { unfinished: true })).at(-1)!.meant).toEqual([])
  })
})

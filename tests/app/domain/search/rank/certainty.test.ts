import { expect, test } from 'vitest'
import { certaintyOf } from '#app/domain/search/rank/certainty.ts'
import { postgresEngine } from '#app/domain/search/rank/postgres-engine.ts'
import { documents } from '#tests/app/domain/search/relevance/documents.ts'
import { fillForum } from '#tests/bench/relevance-forum.ts'
import { db } from '#tests/support/database.ts'

async function smallForum() {
  const keyOf = await fillForum(db, documents)
  await postgresEngine().rebuild(db)
  const posts = new Map([...keyOf].toReversed().map(([postId, key]) => [key, postId]))
  return async (need: { title: string; body?: string }, ...keys: string[]) => {
    const certainties = await certaintyOf(db, need, [...posts.values()])
    return keys.map((key) => certainties.get(posts.get(key) ?? 0) ?? Number.NaN)
  }
}

test('the same problem is nearly certain, a neighbour less so, another one not at all', async () => {
  const certainty = await smallForum()
  const need = { title: 'Hub offline since we have changed our internet provider' }
  const [same = 0, near = 1, other = 1] = await certainty(need, 'new-router', 'hub-light', 'invoice')
  expect(same).toBeGreaterThan(0.7)
  expect(near).toBeLessThan(0.5)
  expect(other).toBeLessThan(0.05)
})

test('rare words say more than common ones', async () => {
  const certainty = await smallForum()
  const [rare = 0, common = 1] = await certainty({ title: 'hub hedgehog camera' }, 'camera', 'update-stuck')
  expect(rare).toBeGreaterThan(3 * common)
})

test('a text that says the same raises the certainty, one that does not lowers it', async () => {
  const certainty = await smallForum()
  const title = 'Error when I open a valve'
  const [bare = 0] = await certainty({ title }, 'e42')
  const [fitting = 0] = await certainty(
    { title, body: 'E-42, perhaps a short circuit: the cable of that valve has a nick where it leaves the ground.' },
    'e42',
  )
  const [other = 1] = await certainty(
    { title, body: 'The phone shows my subscription as refused, and the bank wants a confirmation of the payment.' },
    'e42',
  )
  expect(fitting).toBeGreaterThan(bare)
  expect(other).toBeLessThan(bare)
})

test('accents, inflexion and words of asking make no difference', async () => {
  const certainty = await smallForum()
  const [plain = 0] = await certainty({ title: 'résilier l’abonnement annuel' }, 'resilier-fr')
  const [asked = 0] = await certainty({ title: 'Comment puis-je resilier mes abonnements annuels ?' }, 'resilier-fr')
  expect(asked).toBeCloseTo(plain, 5)
  expect(plain).toBeGreaterThan(0.8)
})

test('nothing is said of a need without words, nor of posts without a document', async () => {
  await smallForum()
  expect(await certaintyOf(db, { title: '?!' }, [1])).toEqual(new Map())
  expect(await certaintyOf(db, { title: 'frost alert' }, [])).toEqual(new Map())
  expect(await certaintyOf(db, { title: 'frost alert' }, [999_999])).toEqual(new Map())
})

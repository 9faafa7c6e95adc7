import { expect, test } from 'vitest'
import type { SearchEngine } from '#app/domain/search/engine.ts'
import { fillForum } from '#tests/bench/relevance-forum.ts'
import { db } from '#tests/support/database.ts'
import { documents } from './documents.ts'
import { needs } from './needs.ts'

type Floors = { first: number; firstFive: number; mrr: number }

/** How well an engine answers the needs of the small forum, and that it is no worse than it was. */
export function expectRelevance(engine: SearchEngine, floors: Floors): void {
  test('needs in people’s own words meet their answers among the first', async () => {
    const keyOf = await fillForum(db, documents)
    await engine.rebuild(db)

    const missed: string[] = []
    const sums = { first: 0, firstFive: 0, mrr: 0 }
    for (const need of needs) {
      const hits = await engine.suggest(db, need, { limit: 20 })
      const keys = [...new Set(hits.map(({ postId }) => keyOf.get(postId) ?? ''))]
      const place = keys.findIndex((key) => need.wanted.includes(key))
      if (place !== 0) missed.push(`${need.title}: ${place < 0 ? 'not found' : place + 1}, after ${keys.slice(0, 3)}`)
      if (place === 0) sums.first++
      if (place >= 0 && place < 5) sums.firstFive++
      if (place >= 0) sums.mrr += 1 / (place + 1)
    }
    const figures = {
      first: sums.first / needs.length,
      firstFive: sums.firstFive / needs.length,
      mrr: sums.mrr / needs.length,
    }
    const report = `${JSON.stringify(figures)}\n${missed.join('\n')}`
    expect(figures.first, report).toBeGreaterThanOrEqual(floors.first)
    expect(figures.firstFive, report).toBeGreaterThanOrEqual(floors.firstFive)
    expect(figures.mrr, report).toBeGreaterThanOrEqual(floors.mrr)
  })
}

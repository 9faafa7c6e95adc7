import type { Bench } from './support.ts'

/** `npm run bench -- NAME [options]` runs tests/bench/NAME.ts, which is named here. */
const BENCHES: Record<string, () => Promise<{ bench: Bench }>> = {
  ask: () => import('./ask.ts'),
  fuzz: () => import('./fuzz.ts'),
  import: () => import('./import.ts'),
  pages: () => import('./pages.ts'),
  relevance: () => import('./relevance.ts'),
  search: () => import('./search.ts'),
  votes: () => import('./votes.ts'),
}

const [name = '', ...args] = process.argv.slice(2)
const load = BENCHES[name]
if (load) {
  const { bench } = await load()
  await bench(args)
} else {
  console.error(`Usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [options]`)
  process.exitCode = 1
}

import type { RouteConfigEntry } from '@remix-run/route-config'
import type { KnipConfig } from 'knip'
import routes from './app/routes.ts'

const filesOf = (routes: RouteConfigEntry[]): string[] =>
  routes.flatMap(({ file, children }) => [`app/${file}`, ...filesOf(children ?? [])])

export default {
  entry: [
    'app/server/start.ts',
    'app/cli/{import,reputation,seed,verify}.ts',
    'app/routes.ts',
    'app/root.tsx',
    'app/entry.{client,server}.tsx',
    ...filesOf(routes),
    'app/platform/{image-encoder,renderer-thread}.ts',
    'migrations/*.ts',
    'tests/**/*.test.ts',
    'tests/support/{global-setup,setup}.ts',
    'tests/support/fuzz/report-processor-time.ts',
    'tests/bench/*.ts',
  ],
  project: ['{app,db,migrations,moderation,tests}/**/*.{ts,tsx}'],
  remix: false,
  ignoreExportsUsedInFile: true,
  ignoreDependencies: ['lucide-static', 'tailwindcss'],
  ignoreUnresolved: ['#build'],
} satisfies KnipConfig

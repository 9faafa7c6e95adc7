import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files of the `whole` project wait more than they work, the others work all the time: mixed, the machine is never idle.
 * The first one builds the forum, while the others have something else to do; the last one begins well before the end.
 */
class Mixed extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const whole = sorted.filter(({ project }) => project.name === 'whole')
    const others = sorted.filter(({ project }) => project.name !== 'whole')
    // Their size does not tell that those of the server take long.
    whole.sort((a, b) => Number(b.moduleId.includes('/server/')) - Number(a.moduleId.includes('/server/')))
    const share = Math.floor((others.length * 0.6) / Math.max(1, whole.length))
    return [...whole.flatMap((file) => [file, ...others.splice(0, share)]), ...others]
  }
}

// They replace modules, so each needs modules of its own.
const REPLACING = [
  'tests/app/domain/users/sign-up.test.ts',
  'tests/app/domain/render-text.test.ts',
  'tests/app/ui/sending/kept-words.test.ts',
]

const shared = {
  setupFiles: ['tests/support/setup.ts'],
  env: { DATABASE_POOL: '20' },
  // The modules of the forum, the database and the browser are there once a process instead of once a file.
  isolate: false,
  restoreMocks: true,
  // What a test waits for may take its time on a busy machine; what never comes is found out soon enough.
  expect: { poll: { timeout: 30_000 } },
}

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    // Three more than the default on two cores: some always wait, for a browser, a process or the next minute.
    maxWorkers: 4,
    sequence: { sequencer: Mixed },
    projects: [
      // npx vitest --project 'quick*': what to run at every change.
      {
        test: {
          ...shared,
          name: 'quick',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/e2e/**', 'tests/server/**', ...REPLACING],
          testTimeout: 60_000,
        },
      },
      { test: { ...shared, name: 'quick-replacing', include: REPLACING, isolate: true, testTimeout: 60_000 } },
      // Whole processes and real browsers.
      {
        test: {
          ...shared,
          name: 'whole',
          include: ['tests/{e2e,server}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})

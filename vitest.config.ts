import { defineConfig } from 'vitest/config'

const shared = {
  setupFiles: ['tests/support/setup.ts'],
  env: { DATABASE_POOL: '20' },
  restoreMocks: true,
  // What a test waits for may take its time on a busy machine; what never comes is found out soon enough.
  expect: { poll: { timeout: 15_000 } },
}

export default defineConfig({
  test: {
    globalSetup: ['tests/support/global-setup.ts'],
    // One more than the default on two cores: some files mostly wait, for a browser or for the worker's next minute.
    maxWorkers: 2,
    projects: [
      // npx vitest --project quick: what to run at every change.
      {
        test: {
          ...shared,
          name: 'quick',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: ['tests/e2e/**', 'tests/server/**'],
          testTimeout: 60_000,
        },
      },
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

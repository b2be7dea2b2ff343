import { defineConfig } from 'vitest/config'

/** Threads without isolation and one real PostgreSQL for the whole run: fifty database tests take a second. */
export default defineConfig({
  test: {
    include: ['*.test.ts', '{contract,server,web,widget,bench,e2e,scripts,tests}/**/*.test.{ts,tsx}'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    globalSetup: ['server/platform/testing/global-setup.ts'],
    reporters: ['default', './server/platform/testing/last-line-reporter.ts'],
  },
})

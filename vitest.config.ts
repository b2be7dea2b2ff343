import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// The machine's own Node may be older, and then fails on the first TypeScript file that a test starts by itself.
if (Number(process.versions.node.split('.')[0]) < 24) {
  throw new Error('The tests need Node 24: use `npm test -- FILE`, or put node_modules/.bin first in PATH.')
}

/** What takes as long as all the rest together begins first, so that both end at one time. */
class JourneysFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => moduleId.endsWith('e2e/journeys.test.ts')
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))]
  }
}

/** Threads without isolation and one real PostgreSQL for the whole run: fifty database tests take a second. */
export default defineConfig({
  test: {
    include: ['*.test.ts', '{contract,server,web,widget,bench,e2e,scripts,tests,sdk}/**/*.test.{ts,tsx}'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    sequence: { sequencer: JourneysFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    setupFiles: ['server/platform/testing/same-draws.ts'],
    globalSetup: ['server/platform/testing/global-setup.ts'],
    reporters: ['default', './server/platform/testing/last-line-reporter.ts'],
  },
})

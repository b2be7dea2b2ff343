import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

type Counts = { passed: number; failed: number; skipped: number }

/** Ends the run with one line that a person and a script can both read: `52 passed, 1 failed`. */
export default class LastLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = countTests(modules, errors.length)
    const file = process.env.BOUCLE_TEST_COUNTS
    // `npm test` adds what it checked itself, and writes the line when everything else has been said.
    if (file) writeFileSync(file, JSON.stringify(counts))
    // The default reporter writes its summary after this call; the line must come below it.
    else setImmediate(() => process.stdout.write(`${lastLine(counts)}\n`))
    for (const line of secondTries(modules)) process.stdout.write(`${line}\n`)
  }
}

/** Names the journeys that were red before they were green: each is worth a look, whatever the last line says. */
export function secondTries(modules: readonly TestModule[]): string[] {
  return modules.flatMap(module =>
    [...module.children.allTests()]
      .filter(test => test.diagnostic()?.flaky)
      .map(test => `green only at the second try: ${test.fullName}`),
  )
}

/** Says how many tests passed and failed, and how many were skipped when there are any. */
export function lastLine({ passed, failed, skipped }: Counts): string {
  const skippedPart = skipped > 0 ? `, ${skipped} skipped` : ''
  return `${passed} passed, ${failed} failed${skippedPart}`
}

/** Counts tests; a file or a group that could not be prepared and an error outside any test each count as one failure. */
export function countTests(modules: readonly TestModule[], errorsOutsideTests: number): Counts {
  const counts = { passed: 0, failed: errorsOutsideTests, skipped: 0 }
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed += 1
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) counts.failed += 1
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') counts.passed += 1
      else if (state === 'failed') counts.failed += 1
      else counts.skipped += 1
    }
  }
  return counts
}

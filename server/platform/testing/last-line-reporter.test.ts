import { expect, test } from 'vitest'
import type { TestModule } from 'vitest/node'
import { countTests, lastLine, secondTries } from './last-line-reporter.ts'

const moduleOf = (states: string[], errors: unknown[] = [], groups: unknown[][] = []) =>
  ({
    errors: () => errors,
    children: {
      allSuites: () => groups.map(failures => ({ errors: () => failures })),
      allTests: () => states.map(state => ({ result: () => ({ state }) })),
    },
  }) as unknown as TestModule

test('the last line tells passed and failed, and skipped only when some were', () => {
  expect(lastLine({ passed: 52, failed: 1, skipped: 0 })).toBe('52 passed, 1 failed')
  expect(lastLine({ passed: 52, failed: 0, skipped: 3 })).toBe('52 passed, 0 failed, 3 skipped')
})

test('a file that does not load and an error outside tests count as failures', () => {
  const modules = [moduleOf(['passed', 'failed', 'skipped']), moduleOf([], [new Error('does not load')])]
  expect(countTests(modules, 1)).toEqual({ passed: 1, failed: 3, skipped: 1 })
})

test('a group whose preparation failed counts as a failure, though none of its tests ran', () => {
  const modules = [moduleOf(['passed', 'skipped'], [], [[], [new Error('no database')]])]
  expect(countTests(modules, 0)).toEqual({ passed: 1, failed: 1, skipped: 1 })
})

test('what was red before it was green is named', () => {
  const tests = [
    { fullName: 'a calm one', diagnostic: () => ({ flaky: false }) },
    { fullName: 'a shaky one', diagnostic: () => ({ flaky: true }) },
    { fullName: 'one that was left out', diagnostic: () => undefined },
  ]
  const modules = [{ children: { allTests: () => tests } }] as unknown as TestModule[]
  expect(secondTries(modules)).toEqual(['green only at the second try: a shaky one'])
})

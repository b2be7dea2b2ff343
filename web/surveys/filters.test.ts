import { expect, test } from 'vitest'
import { type Filters, readFilters, satisfactionPath } from './filters.ts'

const usual: Filters = { period: { kind: 'last', days: 90 }, withSilent: false, asTable: false }

test.each<[string, Filters]>([
  ['/surveys', usual],
  [
    '/surveys?period=30&team=01a20049-1a68-70b5-9ebd-aeceb3650de3&channel=email',
    {
      ...usual,
      period: { kind: 'last', days: 30 },
      team: '01a20049-1a68-70b5-9ebd-aeceb3650de3',
      channel: 'email',
    },
  ],
  [
    '/surveys?from=2026-10-01&to=2026-10-31&score=2&answers=all',
    {
      period: { kind: 'days', from: '2026-10-01', to: '2026-10-31' },
      score: 2,
      withSilent: true,
      asTable: false,
    },
  ],
  ['/surveys?week=2026-11-16&weeks=table', { ...usual, week: '2026-11-16', asTable: true }],
])('%s is read back as it was written', (path, filters) => {
  expect(satisfactionPath(filters)).toBe(path)
  expect(readFilters(path.split('?')[1] ?? '')).toEqual(filters)
})

test.each([
  'period=14',
  'from=2026-10-31&to=2026-10-01',
  'from=2026-10-31',
  'score=2.5',
  'score=x',
  'week=monday',
  'team=none',
])('%s falls back on what is usual', search => {
  expect(readFilters(search)).toEqual(usual)
})

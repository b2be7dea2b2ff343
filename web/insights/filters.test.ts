import { expect, test } from 'vitest'
import { type Filters, insightsPath, readFilters } from './filters.ts'

const usual: Filters = { period: { kind: 'last', days: 30 }, asTable: false }
const reason = '01a20049-1a68-70b5-9ebd-aeceb3650de3'

test.each<[string, Filters]>([
  ['/insights', usual],
  ['/insights?period=90&channel=email', { ...usual, period: { kind: 'last', days: 90 }, channel: 'email' }],
  [
    `/insights?from=2026-10-01&to=2026-10-31&reason=${reason}&day=2026-10-04&days=table`,
    {
      period: { kind: 'days', from: '2026-10-01', to: '2026-10-31' },
      reason,
      day: '2026-10-04',
      asTable: true,
    },
  ],
  ['/insights?reason=none', { ...usual, reason: 'none' }],
])('%s is read back as it was written', (path, filters) => {
  expect(insightsPath(filters)).toBe(path)
  expect(readFilters(path.split('?')[1] ?? '')).toEqual(filters)
})

test.each(['period=31', 'reason=late', 'day=yesterday', 'channel=%20', 'from=2026-10-31&to=2026-10-01'])(
  '%s falls back on what is usual',
  search => {
    expect(readFilters(search)).toEqual(usual)
  },
)

import { describe, expect, test } from 'vitest'
import type { ExternalRecord } from '../../../contract/contacts.ts'
import { isLate, type NowParts, nowFacts } from './now-facts.ts'

const now = new Date('2026-11-21T09:00:00Z')
const record = (change: Partial<ExternalRecord> = {}): ExternalRecord => ({
  type: 'delivery',
  externalId: 'L-1',
  contactId: 'c1',
  title: 'Livraison à Lyon',
  status: 'en retard',
  url: null,
  amount: null,
  currency: null,
  occurredAt: '2026-11-20T09:00:00Z',
  data: {},
  updatedAt: '2026-11-20T09:00:00Z',
  ...change,
})
const parts = (change: Partial<NowParts> = {}): NowParts => ({
  contact: { blockedAt: null, preferredChannel: null, openConversations: 1 },
  records: [],
  scores: [],
  recovery: undefined,
  others: 3,
  openOthers: 0,
  channel: 'email',
  now,
  ...change,
})
const kinds = (change: Partial<NowParts>) => nowFacts(parts(change)).map(fact => fact.kind)

describe('what matters now', () => {
  test('is nothing for a person with nothing particular', () => {
    expect(kinds({})).toEqual([])
  })

  test('is three facts at most, the most pressing first', () => {
    expect(
      kinds({
        contact: { blockedAt: null, preferredChannel: 'voice', openConversations: 3 },
        records: [record()],
        scores: [{ score: 1, words: 'late', at: '2026-11-01T09:00:00Z' }],
        recovery: { id: 'r1', dueAt: '2026-11-21T08:00:00Z', closedAt: null },
        openOthers: 2,
      }),
    ).toEqual(['recovery', 'late', 'lowScore'])
  })

  test('says a first request, and a preference that is not followed', () => {
    expect(kinds({ others: 0 })).toEqual(['first'])
    expect(kinds({ contact: { blockedAt: null, preferredChannel: 'email', openConversations: 1 } })).toEqual(
      [],
    )
    expect(kinds({ contact: { blockedAt: null, preferredChannel: 'voice', openConversations: 1 } })).toEqual([
      'prefers',
    ])
  })

  test('a recovery past its deadline says so; a closed one is history', () => {
    const recovery = { id: 'r1', dueAt: '2026-11-21T08:00:00Z', closedAt: null }
    expect(nowFacts(parts({ recovery }))).toMatchObject([{ kind: 'recovery', isLate: true }])
    expect(kinds({ recovery: { ...recovery, closedAt: '2026-11-21T08:30:00Z' } })).toEqual([])
  })

  test('a score of a year ago is history', () => {
    expect(kinds({ scores: [{ score: 1, words: null, at: '2025-10-01T09:00:00Z' }] })).toEqual([])
    expect(kinds({ scores: [{ score: 5, words: null, at: '2026-11-01T09:00:00Z' }] })).toEqual(['goodScore'])
  })
})

test.each([
  ['en retard', true],
  ['livrée en retard', true],
  ['enquête en cours', true],
  ['Delayed at customs', true],
  ['livrée', false],
  ['related', false],
  [null, false],
])('a delivery that is %j went wrong: %s', (status, late) => {
  expect(isLate(record({ status }), now)).toBe(late)
})

test('a delay of last month is history', () => {
  expect(isLate(record({ occurredAt: '2026-10-01T09:00:00Z' }), now)).toBe(false)
})

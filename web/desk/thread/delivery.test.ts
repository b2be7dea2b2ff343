import { describe, expect, test } from 'vitest'
import { deliveryTone, mayTakeBack, trustOf } from './delivery.ts'

test.each([
  [null, 'none'],
  ['queued', 'quiet'],
  ['delivered', 'quiet'],
  ['bounced', 'failed'],
  ['failed', 'failed'],
] as const)('an answer that is %s reads %s', (status, tone) => {
  expect(deliveryTone(status)).toBe(tone)
})

describe('an answer may be taken back', () => {
  const now = new Date('2026-11-21T09:00:00Z')
  test.each([
    ['queued', '2026-11-21T09:00:05Z', true],
    ['queued', '2026-11-21T08:59:59Z', false],
    ['sent', '2026-11-21T09:00:05Z', false],
    ['queued', null, false],
  ] as const)('%s, leaving at %s: %s', (deliveryStatus, leavesAt, may) => {
    expect(mayTakeBack({ deliveryStatus, leavesAt }, now)).toBe(may)
  })
})

test.each([
  [{ spf: 'pass', dkim: 'pass', dmarc: 'pass' }, 'good'],
  [{ spf: 'pass', dkim: 'pass', dmarc: 'none' }, 'weak'],
  [{ spf: 'none', dkim: 'none', dmarc: 'none' }, 'weak'],
  [{ spf: 'pass', dkim: 'none', dmarc: 'fail' }, 'bad'],
  [{ spf: 'softfail', dkim: 'none', dmarc: 'none' }, 'weak'],
  [{ spf: 'fail', dkim: 'none', dmarc: 'none' }, 'bad'],
  [{ spf: 'fail', dkim: 'pass', dmarc: 'none' }, 'weak'],
  [null, undefined],
])('the sender of %j is %s', (auth, trust) => {
  expect(trustOf(auth)).toBe(trust)
})

import { describe, expect, test } from 'vitest'
import { askAt, type ClosureFacts, refusalOf } from './decision.ts'

const now = new Date('2026-11-21T10:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)

const answered: ClosureFacts = {
  isSpam: false,
  isStillClosed: true,
  contactIsBlocked: false,
  customerMessages: 1,
  replies: 1,
  hasOptedOut: false,
  addresses: 1,
  usableAddresses: 1,
  lastAskedAt: null,
}

describe('a closed episode is followed by a survey (D19)', () => {
  test.each<[string, Partial<ClosureFacts>]>([
    ['when a customer wrote and was answered', {}],
    ['when the last survey is just old enough', { lastAskedAt: daysAgo(30) }],
    ['when one of two addresses still receives', { addresses: 2, usableAddresses: 1 }],
  ])('%s', (_when, facts) => {
    expect(refusalOf({ ...answered, ...facts }, 30, now)).toBeUndefined()
  })
})

describe('a survey is refused, with its reason (OUT-9)', () => {
  test.each<[string, Partial<ClosureFacts>]>([
    ['spam', { isSpam: true, customerMessages: 0, replies: 0 }],
    ['reopened', { isStillClosed: false }],
    ['blocked', { contactIsBlocked: true }],
    ['blocked', { addresses: 2, usableAddresses: 0 }],
    ['automatic', { customerMessages: 0 }],
    ['never_answered', { replies: 0 }],
    ['opted_out', { hasOptedOut: true }],
    ['no_address', { addresses: 0, usableAddresses: 0 }],
    ['recently_asked', { lastAskedAt: new Date(daysAgo(30).getTime() + 1) }],
    ['recently_asked', { lastAskedAt: new Date(now.getTime() + 5_000) }], // a clock of another node
  ])('%s: %j', (reason, facts) => {
    expect(refusalOf({ ...answered, ...facts }, 30, now)).toBe(reason)
  })

  test('what the conversation was is said before what the person chose or when they were last asked', () => {
    const everything: ClosureFacts = {
      isSpam: true,
      isStillClosed: false,
      contactIsBlocked: true,
      customerMessages: 0,
      replies: 0,
      hasOptedOut: true,
      addresses: 0,
      usableAddresses: 0,
      lastAskedAt: now,
    }
    const order: [keyof ClosureFacts, ClosureFacts[keyof ClosureFacts]][] = [
      ['isSpam', false],
      ['isStillClosed', true],
      ['contactIsBlocked', false],
      ['customerMessages', 1],
      ['replies', 1],
      ['hasOptedOut', false],
      ['addresses', 1],
      ['usableAddresses', 1],
    ]
    const said: (string | undefined)[] = [refusalOf(everything, 30, now)]
    let facts = everything
    for (const [key, value] of order) {
      facts = { ...facts, [key]: value }
      said.push(refusalOf(facts, 30, now))
    }
    expect(said).toEqual([
      'spam',
      'reopened',
      'blocked',
      'automatic',
      'never_answered',
      'opted_out',
      'no_address',
      'blocked',
      'recently_asked',
    ])
  })
})

test('a quiet time of zero days never holds a survey back', () => {
  expect(refusalOf({ ...answered, lastAskedAt: daysAgo(0) }, 0, now)).toBeUndefined()
})

test('a survey waits for its delay, and at least until the closure and its reply can no longer be undone', () => {
  const at = (minutes: number, seconds: number) =>
    (askAt(now, minutes, seconds).getTime() - now.getTime()) / 1000
  expect(at(0, 10)).toBe(10)
  expect(at(0, 0)).toBe(0)
  expect(at(60, 10)).toBe(3600)
})

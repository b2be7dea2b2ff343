import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDispatcher } from './dispatcher.ts'
import { createShares } from './shares.ts'
import { always, anAdviser, anItem, anybody, someRules } from './testing/world.ts'

test('invariant 24: after any number of requests, each employer has had its share within one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 300 }),
      (parts, count) => {
        const whole = parts.reduce((sum, part) => sum + part, 0)
        const shares = createShares()
        const had = parts.map(() => 0)
        for (let at = 1; at <= count; at++) {
          had[Number(shares.next(new Map(parts.map((part, which) => [String(which), part]))))]! += 1
          for (const [which, part] of parts.entries())
            expect(Math.abs(had[which]! - (part / whole) * at)).toBeLessThan(1)
        }
      },
    ),
  )
})

test('who is not there is left out, and is owed nothing when they are back', () => {
  const shares = createShares()
  const both = new Map([
    ['house', 70],
    ['partner', 30],
  ])
  const take = (count: number, of: Map<string, number>) =>
    Array.from({ length: count }, () => shares.next(of)).filter(one => one === 'partner').length
  expect(take(100, both)).toBe(30)
  expect(take(100, new Map([['house', 70]]))).toBe(0)
  expect(Math.abs(take(100, both) - 30)).toBeLessThanOrEqual(1)
  expect(shares.next(new Map())).toBeUndefined()
})

test('invariant 24: a turn that was decided stands, for whoever looks and for the next dispatcher', () => {
  const rules = someRules({ shares: { returns: { house: 50, partner: 50 } } })
  const asked = { shareOf: 'returns', ladder: [{ afterMs: 0, requirement: byAnybody }] }
  const dealing = createDispatcher(rules, always)
  dealing.adviser(0, anAdviser('lea'))
  dealing.adviser(0, anAdviser('far', { employer: 'partner' }))
  for (const id of ['a', 'b', 'c']) dealing.queue(0, anItem(id, asked))
  dealing.decide(0)
  const turns = dealing.turns()
  expect(turns).toEqual([{ itemId: 'c', name: expect.any(String), until: 120_000 }])
  expect(dealing.turns()).toEqual([])

  const { itemId, ...turn } = turns[0]!
  const employer = turn.name
  const other = employer === 'house' ? 'far' : 'lea'
  // Nothing is dealt here, and the turn holds all the same.
  const looking = createDispatcher(someRules(), always)
  looking.adviser(1, anAdviser('lea'))
  looking.adviser(1, anAdviser('far', { employer: 'partner' }))
  looking.hold(1, 'else', other === 'far' ? 'lea' : 'far', {
    channel: 'voice',
    isParked: false,
    isSuspended: false,
  })
  looking.queue(1, anItem(itemId, { ladder: asked.ladder, turn }))
  expect(looking.decide(1)).toEqual([])
  expect(looking.whyWaiting(1, itemId)).toMatchObject({ keptFor: turn, capable: 1, able: [] })
  expect(looking.decide(turn.until)).toMatchObject([{ kind: 'offer', itemId, adviserId: other }])
})

const byAnybody = { ...anybody, employers: ['house', 'partner'] }

/** Serves a backlog with two people of the house and one of a partner who works three times as fast. */
function served(items: number, kept: number) {
  const routing = createDispatcher(
    someRules({ shares: { returns: { house: 70, partner: 30 } }, shareHoldsMs: 1e12 }),
    always,
  )
  routing.adviser(0, anAdviser('lea'))
  routing.adviser(0, anAdviser('karim'))
  routing.adviser(0, anAdviser('far', { employer: 'partner' }))
  for (let at = 0; at < items; at++)
    routing.queue(
      0,
      anItem(`item ${String(at).padStart(4, '0')}`, {
        shareOf: 'returns',
        ladder: [{ afterMs: 0, requirement: byAnybody }],
        ...(at < kept && { owner: { adviserId: 'lea', until: 1e12 } }),
      }),
    )
  const by = { house: 0, partner: 0 }
  let ownersAlone = 0
  const ends: { at: number; itemId: string }[] = []
  for (let now = 0; by.house + by.partner < items; now++) {
    for (const { itemId } of ends.filter(({ at }) => at === now)) routing.finish(now, itemId)
    for (const one of routing.decide(now)) {
      if (one.kind !== 'offer') continue
      routing.accept(now, one.itemId, one.adviserId)
      by[one.why.employer as 'house' | 'partner'] += 1
      if (one.why.rule === 'owner') ownersAlone += 1
      ends.push({ at: now + (one.adviserId === 'far' ? 1 : 3), itemId: one.itemId })
    }
  }
  return { ...by, ownersAlone }
}

test.for([10, 33, 100])(
  'invariant 24, D14: over a backlog of %i, a partner has its share within one item, however fast it is',
  items => {
    expect(Math.abs(served(items, 0).partner - 0.3 * items)).toBeLessThanOrEqual(1)
  },
)

test('invariant 24: what the owner rule claimed is not counted', () => {
  const { partner, ownersAlone } = served(100, 40)
  expect(ownersAlone).toBe(40)
  expect(Math.abs(partner - 0.3 * 60)).toBeLessThanOrEqual(1)
})

test('invariant 15: an item whose employer’s turn it is does not wait for them for ever', () => {
  const routing = createDispatcher(someRules({ shares: { returns: { house: 1, partner: 99 } } }), always)
  routing.adviser(0, anAdviser('lea'))
  routing.adviser(0, anAdviser('far', { employer: 'partner' }))
  for (const id of ['a', 'b'])
    routing.queue(0, anItem(id, { shareOf: 'returns', ladder: [{ afterMs: 0, requirement: byAnybody }] }))
  expect(routing.decide(0).map(one => one.kind === 'offer' && one.adviserId)).toEqual(['far'])
  routing.accept(1, 'a', 'far')
  expect(routing.nextAt()).toBe(120_000)
  expect(routing.decide(120_000).map(one => one.kind === 'offer' && one.adviserId)).toEqual(['lea'])
})

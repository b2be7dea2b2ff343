import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDispatcher, type Decision } from './dispatcher.ts'
import { always, anAdviser, anItem, anybody, officeHours, someRules } from './testing/world.ts'

const second = 1000
const hour = 3_600_000
const french = { ...anybody, languages: ['fr'] }
const offersOf = (decisions: Decision[]) =>
  decisions.flatMap(one => (one.kind === 'offer' ? [`${one.itemId} → ${one.adviserId}`] : []))
const aDispatcher = (rules = someRules(), open = always) => createDispatcher(rules, open)

describe('who is given an item', () => {
  test('the longest idle of equal people; of those as long idle, by id', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea', {}, { idleSince: 5 }))
    routing.adviser(0, anAdviser('karim', {}, { idleSince: 2 }))
    routing.adviser(0, anAdviser('ines', {}, { idleSince: 5 }))
    for (const id of ['a', 'b', 'c']) routing.queue(10, anItem(id))
    expect(offersOf(routing.decide(10))).toEqual(['a → karim', 'b → ines', 'c → lea'])
  })

  test('the least flexible profile, so that whoever can do more stays free for what few can do', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('both', { languages: ['fr', 'de'] }, { idleSince: 0 }))
    routing.adviser(0, anAdviser('one', { languages: ['fr'] }, { idleSince: 9 }))
    routing.queue(
      10,
      anItem('german', { ladder: [{ afterMs: 0, requirement: { ...anybody, languages: ['de'] } }] }),
    )
    routing.remove(10, 'german')
    routing.queue(10, anItem('french', { ladder: [{ afterMs: 0, requirement: french }] }))
    expect(offersOf(routing.decide(10))).toEqual(['french → one'])
  })

  test('invariant 15: of items on several rungs of one ladder, all that somebody may take, a few at a time', () => {
    const ladder = [
      { afterMs: 0, requirement: french },
      { afterMs: 60 * second, requirement: anybody },
    ]
    const at = 100 * second
    const given = (languages: string[]) => {
      const routing = aDispatcher()
      for (let nth = 0; nth < 6; nth++) {
        const t0 = nth * 20 * second
        routing.queue(at, anItem(`item ${nth}`, { t0, since: t0, ladder }))
      }
      for (let nth = 0; nth < 9; nth++) routing.adviser(at, anAdviser(`adviser ${nth}`, { languages }))
      const batches: string[][] = []
      for (;;) {
        const batch = routing.decide(at, 2).flatMap(one => (one.kind === 'offer' ? [one.itemId] : []))
        if (batch.length === 0) return batches
        batches.push(batch)
      }
    }
    const all = [
      ['item 0', 'item 1'],
      ['item 2', 'item 3'],
      ['item 4', 'item 5'],
    ]
    expect(given(['fr'])).toEqual(all)
    expect(given(['de'])).toEqual([['item 0', 'item 1'], ['item 2']])
  })

  test('invariant 16: what waits behind somebody refused asks no more people than its own rung does', () => {
    const ladder = [
      { afterMs: 0, requirement: french },
      { afterMs: 60 * second, requirement: anybody },
    ]
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('german', { languages: ['de'] }))
    routing.queue(0, anItem('first', { ladder }))
    expect(offersOf(routing.decide(60 * second))).toEqual(['first → german'])
    routing.queue(61 * second, anItem('second', { t0: 61 * second, since: 61 * second, ladder }))
    routing.decline(62 * second, 'first', 'german')
    expect(offersOf(routing.decide(62 * second))).toEqual([])
    routing.adviser(63 * second, anAdviser('french', { languages: ['fr'] }))
    expect(offersOf(routing.decide(63 * second))).toEqual(['first → french'])
    routing.accept(64 * second, 'first', 'french')
    expect(offersOf(routing.decide(61 * second + 60 * second))).toEqual(['second → german'])
  })

  test('the better at what is asked, where the workspace prefers that', () => {
    const needed = { ...anybody, skills: { returns: 2 } }
    const who = (prefersFit: boolean) => {
      const routing = aDispatcher(someRules({ prefersFit }))
      routing.adviser(0, anAdviser('able', { skills: { returns: 2 } }, { idleSince: 0 }))
      routing.adviser(0, anAdviser('expert', { skills: { returns: 5 } }, { idleSince: 9 }))
      routing.adviser(0, anAdviser('novice', { skills: { returns: 1 } }, { idleSince: 0 }))
      routing.queue(10, anItem('a', { ladder: [{ afterMs: 0, requirement: needed }] }))
      return offersOf(routing.decide(10))
    }
    expect(who(true)).toEqual(['a → expert'])
    expect(who(false)).toEqual(['a → able'])
  })

  test('A8: the owner first, kept for them inside their window while they can be reached, then anybody', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.adviser(0, anAdviser('karim', {}, { idleSince: 5 }))
    routing.queue(0, anItem('call'))
    expect(offersOf(routing.decide(0))).toEqual(['call → lea'])
    routing.accept(1, 'call', 'lea')
    routing.queue(2, anItem('again', { t0: 2, owner: { adviserId: 'lea', until: 60 * second } }))
    expect(offersOf(routing.decide(2))).toEqual([])
    expect(routing.whyWaiting(2, 'again')).toMatchObject({
      forOwner: true,
      widensAt: 60 * second,
      withRoom: 0,
    })
    expect(routing.nextAt()).toBe(60 * second)
    expect(offersOf(routing.decide(60 * second))).toEqual(['again → karim'])
  })

  test('A8: an owner who declines or misses it is asked like anybody else from then on', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.adviser(0, anAdviser('karim'))
    routing.queue(0, anItem('call', { owner: { adviserId: 'lea', until: hour } }))
    expect(offersOf(routing.decide(0))).toEqual(['call → lea'])
    routing.decline(1, 'call', 'lea')
    expect(offersOf(routing.decide(1))).toEqual(['call → karim'])
    expect(offersOf(routing.decide(1 + 20 * second))).toEqual([]) // missed by him: both are asked again later
    expect(routing.whyWaiting(1 + 20 * second, 'call')).toMatchObject({
      ...{ forOwner: false, able: [], refusing: ['lea', 'karim'], againAt: 1 + 30 * second },
    })
    expect(offersOf(routing.decide(1 + 30 * second))).toEqual(['call → lea'])
  })

  test('invariant 7: who refused it before this dispatcher was there is asked as late as by the one before', () => {
    const routing = aDispatcher()
    routing.adviser(100 * second, anAdviser('lea'))
    routing.adviser(100 * second, anAdviser('karim', {}, { routable: new Set(['mail']) }))
    routing.queue(100 * second, anItem('call'))
    routing.refused(100 * second, 'call', 'lea', 98 * second)
    routing.refused(100 * second, 'call', 'nobody', 98 * second)
    expect(offersOf(routing.decide(100 * second))).toEqual([])
    expect(routing.nextAt()).toBe(103 * second) // she is alone for it
    expect(offersOf(routing.decide(103 * second))).toEqual(['call → lea'])
  })

  test('never somebody who is away, even its owner: it goes to others at once, and back to them when they are', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea', {}, { routable: new Set() }))
    const kept = { owner: { adviserId: 'lea', until: hour } }
    routing.queue(0, anItem('a', kept))
    expect(routing.whyWaiting(0, 'a')).toMatchObject({ forOwner: false, routable: 0, capable: 1 })
    routing.adviser(1, anAdviser('lea'))
    expect(offersOf(routing.decide(1))).toEqual(['a → lea'])
    routing.queue(2, anItem('b', kept))
    expect(routing.whyWaiting(2, 'b')).toMatchObject({ forOwner: true })
    routing.adviser(3, anAdviser('lea', {}, { routable: new Set() }))
    routing.adviser(3, anAdviser('karim'))
    expect(offersOf(routing.decide(3))).toEqual(['b → karim'])
  })
})

describe('which item goes first', () => {
  test.for([
    { weights: [1, 3], t0: [0, 30], first: 'b', why: 'waits a third less, weighs three times as much' },
    { weights: [1, 3], t0: [0, 80], first: 'a', why: 'the heavier has waited too little yet' },
    { weights: [1, 1], t0: [10, 5], first: 'b', why: 'the older of equals' },
    { weights: [1, 1], t0: [5, 5], first: 'a', why: 'by id, of those as old' },
  ])('Q31: weight × waiting ÷ target: $why', ({ weights, t0, first }) => {
    const routing = aDispatcher()
    for (const [at, id] of ['a', 'b'].entries())
      routing.queue(90 * second, anItem(id, { t0: t0[at]! * second, weight: weights[at]! }))
    routing.adviser(90 * second, anAdviser('lea'))
    expect(offersOf(routing.decide(90 * second))).toEqual([`${first} → lea`])
  })

  test('a credit puts one before those that came a little earlier, not before those that waited longer', () => {
    const routing = aDispatcher()
    for (const [id, t0, creditMs] of [
      ['old', 0, 0],
      ['recent', 50, 0],
      ['raised', 60, 30],
    ] as const)
      routing.queue(90 * second, anItem(id, { t0: t0 * second, creditMs: creditMs * second }))
    for (const id of ['x', 'y', 'z']) routing.adviser(90 * second, anAdviser(id))
    expect(offersOf(routing.decide(90 * second))).toEqual(['old → x', 'raised → y', 'recent → z'])
  })

  test('E47: what came at night is served in its order at opening, and time while closed weighs nothing', () => {
    const routing = aDispatcher(someRules(), officeHours)
    const night = { calendar: 'office', channel: 'mail' }
    routing.queue(22 * hour, anItem('ten', { ...night, t0: 22 * hour }))
    routing.queue(26 * hour, anItem('two', { ...night, t0: 26 * hour }))
    routing.queue(33 * hour, anItem('open', { ...night, t0: 33 * hour + second }))
    routing.adviser(33 * hour + 2 * second, anAdviser('lea'))
    const decisions = routing.decide(33 * hour + 2 * second)
    expect(offersOf(decisions)).toEqual(['ten → lea', 'two → lea', 'open → lea'])
    expect(decisions.map(one => one.kind === 'offer' && one.why.waitedMs)).toEqual([
      2 * second,
      2 * second,
      second,
    ])
  })

  test('an emergency goes before everything, as long as there are few of them in a minute', () => {
    const routing = aDispatcher()
    routing.queue(0, anItem('old', { weight: 1000 }))
    for (const id of ['e1', 'e2', 'e3'])
      routing.queue(50 * second, anItem(id, { t0: 50 * second, isEmergency: true }))
    for (const id of ['w', 'x', 'y', 'z']) routing.adviser(59 * second, anAdviser(id))
    expect(offersOf(routing.decide(59 * second))).toEqual(['e1 → w', 'e2 → x', 'old → y', 'e3 → z'])
  })
})

describe('the ladder of a queue', () => {
  const ladder = [
    { afterMs: 0, requirement: { ...french, groups: ['digital'] } },
    { afterMs: 20 * second, requirement: french },
    { afterMs: 60 * second, requirement: { ...anybody, employers: ['house', 'partner'] } },
  ]

  test('a French request waits for a French speaker of its team, then for any, then goes to anyone, partners too', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('partner', { employer: 'partner' }))
    routing.queue(0, anItem('a', { ladder }))
    expect(routing.whyWaiting(0, 'a')).toMatchObject({ step: 0, capable: 0, widensAt: 20 * second })
    expect(offersOf(routing.decide(59 * second))).toEqual([])
    expect(routing.nextAt()).toBe(60 * second)
    expect(offersOf(routing.decide(60 * second))).toEqual(['a → partner'])
  })

  test('a wider rung never shuts out whom a narrower one let in', () => {
    const routing = aDispatcher()
    routing.queue(
      0,
      anItem('a', {
        ladder: [
          { afterMs: 0, requirement: french },
          { afterMs: 10 * second, requirement: { ...anybody, languages: ['en'] } },
        ],
      }),
    )
    routing.adviser(15 * second, anAdviser('lea', { languages: ['fr'] }))
    expect(offersOf(routing.decide(15 * second))).toEqual(['a → lea'])
  })

  test('rungs count open time: a night does not send to partners what the house will do in the morning', () => {
    const routing = aDispatcher(someRules(), officeHours)
    routing.adviser(17 * hour, anAdviser('partner', { employer: 'partner' }))
    routing.queue(17 * hour, anItem('a', { ladder, calendar: 'office', t0: 17 * hour }))
    expect(offersOf(routing.decide(33 * hour + 59 * second))).toEqual([])
    expect(offersOf(routing.decide(33 * hour + 60 * second))).toEqual(['a → partner'])
  })
})

describe('room', () => {
  test('Q7: three chats at once, and no fourth', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    for (const id of ['a', 'b', 'c', 'd']) routing.queue(0, anItem(id, { channel: 'chat' }))
    expect(offersOf(routing.decide(0))).toHaveLength(3)
    routing.accept(1, 'a', 'lea')
    routing.finish(2, 'a')
    expect(offersOf(routing.decide(2))).toEqual(['d → lea'])
  })

  test('D17: a chat sets a mail aside, which goes on when there is room again', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    for (let mail = 0; mail < 8; mail++) routing.queue(0, anItem(`mail ${mail}`, { channel: 'mail' }))
    expect(offersOf(routing.decide(0))).toHaveLength(8)
    for (let mail = 0; mail < 8; mail++) routing.accept(1, `mail ${mail}`, 'lea')
    routing.queue(2, anItem('chat', { channel: 'chat', t0: 2 }))
    const [offer] = routing.decide(2)
    expect(offer).toMatchObject({ kind: 'offer', itemId: 'chat', suspends: ['mail 7', 'mail 6', 'mail 5'] })
    routing.accept(3, 'chat', 'lea')
    routing.finish(4, 'chat')
    expect(routing.decide(4).map(one => one.kind === 'resume' && one.itemId)).toEqual([
      'mail 5',
      'mail 6',
      'mail 7',
    ])
  })

  test('a call takes everything: nothing beside it, and it waits for a chat to end', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.queue(0, anItem('chat', { channel: 'chat' }))
    routing.decide(0)
    routing.accept(1, 'chat', 'lea')
    routing.queue(2, anItem('call', { t0: 2 }))
    expect(offersOf(routing.decide(2))).toEqual([])
    routing.finish(3, 'chat')
    expect(offersOf(routing.decide(3))).toEqual(['call → lea'])
    routing.accept(4, 'call', 'lea')
    routing.queue(5, anItem('mail', { channel: 'mail', t0: 5 }))
    expect(offersOf(routing.decide(5))).toEqual([])
  })

  test('A12: a message that went quiet costs little, and leaves room for others', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) routing.queue(0, anItem(id, { channel: 'message' }))
    expect(offersOf(routing.decide(0))).toHaveLength(5)
    for (const id of ['a', 'b', 'c', 'd', 'e']) routing.accept(1, id, 'lea')
    routing.park(2, 'a')
    expect(offersOf(routing.decide(2))).toEqual([])
    routing.park(3, 'b')
    expect(offersOf(routing.decide(3))).toEqual(['f → lea'])
    routing.accept(4, 'f', 'lea')
    expect(routing.resume(5, 'a')).toBe(false)
    expect(routing.counts()).toEqual({ waiting: 0, offered: 0, held: 5 })
    routing.finish(6, 'f')
    expect(routing.resume(7, 'b')).toBe(true)
  })
})

describe('an offer', () => {
  test('missed goes to others first with its first entry kept; two missed in a row, and nothing is offered until they are back', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.queue(0, anItem('a'))
    routing.decide(0)
    routing.adviser(10 * second, anAdviser('karim', {}, { idleSince: 10 * second }))
    expect(routing.nextAt()).toBe(20 * second)
    const after = routing.decide(20 * second)
    expect(after).toMatchObject([
      { kind: 'miss', itemId: 'a', adviserId: 'lea' },
      { kind: 'offer', itemId: 'a', adviserId: 'karim', why: { waitedMs: 20 * second } },
    ])
    routing.queue(21 * second, anItem('b', { t0: 21 * second }))
    expect(offersOf(routing.decide(21 * second))).toEqual(['b → lea'])
    expect(routing.decide(42 * second).map(({ kind }) => kind)).toContain('silence')
    routing.queue(43 * second, anItem('c', { t0: 43 * second }))
    routing.accept(43 * second, 'a', 'karim')
    expect(offersOf(routing.decide(43 * second))).not.toContain('c → lea')
    routing.back(44 * second, 'lea')
    expect(offersOf(routing.decide(44 * second))).toEqual(['c → lea'])
  })

  test('declined is not made again to the same person for half a minute, or for five seconds where nobody else is there', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.queue(0, anItem('a'))
    routing.decide(0)
    routing.decline(1 * second, 'a', 'lea')
    expect(offersOf(routing.decide(5 * second))).toEqual([])
    expect(offersOf(routing.decide(6 * second))).toEqual(['a → lea'])
    routing.adviser(6 * second, anAdviser('busy', {}, { routable: new Set(['voice']) }))
    routing.hold(6 * second, 'other', 'busy', { channel: 'voice', isParked: false, isSuspended: false })
    routing.decline(7 * second, 'a', 'lea')
    expect(offersOf(routing.decide(36 * second))).toEqual([])
    expect(offersOf(routing.decide(37 * second))).toEqual(['a → lea'])
  })

  test('refused by the first, an item lets the one behind it pass for that person', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.adviser(0, anAdviser('busy', {}, { idleSince: 1 }))
    routing.hold(0, 'other', 'busy', { channel: 'voice', isParked: false, isSuspended: false })
    routing.queue(0, anItem('a'))
    routing.decide(0)
    routing.queue(1, anItem('b', { t0: 1 }))
    routing.decline(2, 'a', 'lea')
    expect(offersOf(routing.decide(2))).toEqual(['b → lea'])
    routing.finish(3, 'other')
    expect(offersOf(routing.decide(3))).toEqual(['a → busy'])
  })

  test('an item that comes up behind one that was refused takes its own place among all the others', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea', { languages: ['fr'] }))
    routing.adviser(0, anAdviser('busy', {}, { idleSince: 1 }))
    routing.hold(0, 'other', 'busy', { channel: 'voice', isParked: false, isSuspended: false })
    routing.queue(0, anItem('refused'))
    routing.decide(0)
    routing.queue(
      10 * second,
      anItem('french', { t0: 10 * second, ladder: [{ afterMs: 0, requirement: french }] }),
    )
    routing.queue(15 * second, anItem('behind', { t0: 15 * second }))
    routing.decline(16 * second, 'refused', 'lea')
    expect(offersOf(routing.decide(16 * second))).toEqual(['french → lea'])
  })

  test('is taken by who has it and nobody else, once', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.queue(0, anItem('a'))
    routing.decide(0)
    expect(routing.accept(1, 'a', 'karim')).toBe(false)
    expect(routing.accept(1, 'a', 'lea')).toBe(true)
    expect(routing.accept(1, 'a', 'lea')).toBe(false)
    expect(routing.decide(hour)).toEqual([])
  })

  test('that could not be written is as if it had not been', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.queue(0, anItem('a'))
    routing.decide(0)
    routing.refuse(0, 'a')
    expect(routing.counts()).toEqual({ waiting: 1, offered: 0, held: 0 })
    expect(offersOf(routing.decide(0))).toEqual(['a → lea'])
  })
})

test('Q25: of somebody who leaves, what was offered waits again at once and what they had is given up to be queued', () => {
  const routing = aDispatcher()
  routing.adviser(0, anAdviser('lea'))
  routing.queue(0, anItem('a', { channel: 'chat' }))
  routing.queue(0, anItem('b', { channel: 'chat', owner: { adviserId: 'lea', until: hour } }))
  routing.decide(0)
  routing.accept(1, 'a', 'lea')
  expect(routing.leave(2, 'lea')).toEqual(['a'])
  expect(routing.counts()).toEqual({ waiting: 1, offered: 0, held: 0 })
  routing.adviser(3, anAdviser('karim'))
  expect(offersOf(routing.decide(3))).toEqual(['b → karim'])
})

test('no more are offered than asked for at once, and the rest comes next, in the same order', () => {
  const routing = aDispatcher()
  for (let id = 0; id < 5; id++) routing.adviser(0, anAdviser(`adviser ${id}`))
  for (let id = 0; id < 5; id++) routing.queue(0, anItem(`item ${id}`, { t0: id }))
  const parts = [routing.decide(9, 2), routing.decide(9, 2), routing.decide(9, 2), routing.decide(9, 2)]
  expect(parts.map(part => part.length)).toEqual([2, 2, 1, 0])
  expect(offersOf(parts.flat())).toEqual([0, 1, 2, 3, 4].map(id => `item ${id} → adviser ${id}`))
})

test('invariant 18: equal people get equal work (χ² test at 0.1 %), though each piece takes as long as it takes', () => {
  const routing = aDispatcher()
  const team = Array.from({ length: 8 }, (_, which) => `adviser ${which}`)
  for (const id of team) routing.adviser(0, anAdviser(id))
  const had = new Map(team.map(id => [id, 0]))
  const ends: { at: number; itemId: string }[] = []
  let state = 20_261_122
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  for (let now = 0, item = 0; item < 2000; now++) {
    for (const { itemId } of ends.filter(({ at }) => at === now)) routing.finish(now, itemId)
    if (chance() < 1 / 8) {
      routing.queue(now, anItem(`item ${item}`, { t0: now }))
      item += 1
    }
    for (const one of routing.decide(now)) {
      if (one.kind !== 'offer') continue
      routing.accept(now, one.itemId, one.adviserId)
      had.set(one.adviserId, had.get(one.adviserId)! + 1)
      ends.push({ at: now + 1 + Math.floor(-50 * Math.log(1 - chance())), itemId: one.itemId })
    }
  }
  const total = [...had.values()].reduce((sum, count) => sum + count, 0)
  const expected = total / team.length
  const chiSquare = [...had.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  expect(total).toBeGreaterThan(1900)
  // Seven degrees of freedom.
  expect(chiSquare).toBeLessThan(24.32)
})

test('whoever just ended something comes after those who have waited longer', () => {
  const routing = aDispatcher()
  for (const id of ['lea', 'karim']) routing.adviser(0, anAdviser(id))
  const turns: string[] = []
  for (let turn = 0; turn < 4; turn++) {
    routing.queue(turn * 10, anItem(`item ${turn}`, { t0: turn * 10 }))
    const [offer] = offersOf(routing.decide(turn * 10))
    const who = offer!.split(' → ')[1]!
    turns.push(who)
    routing.accept(turn * 10 + 1, `item ${turn}`, who)
    routing.finish(turn * 10 + 2, `item ${turn}`)
  }
  expect(turns).toEqual(['karim', 'lea', 'karim', 'lea'])
})

test('invariant 16: whom a step lets in, later ones do; the longer it waits, the more may take it', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          languages: fc.subarray(['fr', 'en', 'de']),
          groups: fc.subarray(['digital', 'phone']),
          skills: fc.constantFrom<Record<string, number>>({}, { returns: 1 }, { returns: 3 }),
          employers: fc.subarray(['house', 'partner'], { minLength: 1 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      requirements => {
        const routing = aDispatcher()
        for (const employer of ['house', 'partner'])
          for (const languages of [['fr'], ['en'], []])
            for (const groups of [['digital'], ['phone'], []])
              for (const skills of [{}, { returns: 2 }, { returns: 5 }] as Record<string, number>[])
                routing.adviser(
                  0,
                  anAdviser(
                    JSON.stringify({ employer, languages, groups, skills }),
                    { employer, languages, groups, skills },
                    { routable: new Set() },
                  ),
                )
        const ladder = requirements.map((requirement, at) => ({ afterMs: at * second, requirement }))
        routing.queue(0, anItem('a', { ladder }))
        const capable = ladder.map(({ afterMs }) => routing.whyWaiting(afterMs, 'a')!.capable)
        expect(capable).toEqual(capable.toSorted((one, other) => one - other))
      },
    ),
    { numRuns: 50 },
  )
})

describe('what was offered before this dispatcher was there', () => {
  test('can be taken still, and takes room meanwhile', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.restore(0, anItem('call'), 'lea', 20 * second)
    routing.queue(0, anItem('next', { t0: 0 }))
    expect(offersOf(routing.decide(0))).toEqual([])
    expect(routing.accept(5 * second, 'call', 'lea')).toBe(true)
    routing.finish(9 * second, 'call')
    expect(offersOf(routing.decide(9 * second))).toEqual(['next → lea'])
  })

  test('is missed when its time is over, and waits again with its first entry kept (invariant 12)', () => {
    const routing = aDispatcher()
    routing.adviser(0, anAdviser('lea'))
    routing.adviser(0, anAdviser('karim', {}, { idleSince: 5 }))
    routing.queue(0, anItem('busy', { t0: 0 }))
    expect(offersOf(routing.decide(0))).toEqual(['busy → lea'])
    routing.accept(0, 'busy', 'lea')
    routing.restore(0, anItem('call', { t0: 0 }), 'karim', 20 * second)
    expect(routing.nextAt()).toBe(20 * second)
    routing.queue(1, anItem('later', { t0: 1 }))
    routing.finish(20 * second, 'busy')
    const decisions = routing.decide(20 * second)
    expect(decisions).toContainEqual({ kind: 'miss', at: 20 * second, itemId: 'call', adviserId: 'karim' })
    // The one that came first goes first.
    expect(offersOf(decisions)[0]).toBe('call → lea')
  })

  test('is nobody’s when whoever had it is not there any more', () => {
    const routing = aDispatcher()
    routing.restore(0, anItem('call'), 'lea', 20 * second)
    expect(routing.counts()).toEqual({ waiting: 0, offered: 0, held: 0 })
  })
})

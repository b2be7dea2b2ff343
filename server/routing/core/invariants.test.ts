import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDispatcher, type Decision } from './dispatcher.ts'
import type { Adviser, OpenTime, Profile, Requirement, Rules } from './model.ts'
import { createModel } from './testing/model.ts'
import { anAdviser, anItem, anybody, officeHours, someRules } from './testing/world.ts'

const second = 1000
const profiles: Profile[] = [
  { skills: { returns: 3 }, languages: ['fr'], groups: ['digital'], employer: 'house' },
  { skills: { returns: 1 }, languages: ['fr', 'en'], groups: ['digital', 'phone'], employer: 'house' },
  { skills: {}, languages: ['en'], groups: ['phone'], employer: 'partner' },
]
const requirements: Requirement[] = [
  { ...anybody, employers: ['house', 'partner'] },
  { ...anybody, languages: ['fr'] },
  { ...anybody, skills: { returns: 2 } },
  { ...anybody, groups: ['phone'], employers: ['house', 'partner'] },
]
const channels = ['voice', 'chat', 'message', 'mail']
const people = ['a', 'b', 'c', 'd']

type Step =
  | { do: 'adviser'; id: string; profile: number; routable: string[]; capacity: number }
  | {
      do: 'queue'
      channel: string
      ladder: number[]
      ago: number
      credit: number
      weight: number
      owner: string | undefined
      calendar: string
    }
  | { do: 'answer'; which: number; takes: boolean }
  | { do: 'finish' | 'park' | 'return'; which: number }
  | { do: 'back'; id: string }
  | { do: 'pass'; seconds: number }

const aStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('adviser' as const),
    id: fc.constantFrom(...people),
    profile: fc.nat(profiles.length - 1),
    routable: fc.subarray(channels),
    capacity: fc.constantFrom(100, 100, 60),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('queue' as const),
      channel: fc.constantFrom(...channels),
      ladder: fc.array(fc.nat(requirements.length - 1), { minLength: 1, maxLength: 3 }),
      ago: fc.nat(90),
      credit: fc.constantFrom(0, 0, 0, 45),
      weight: fc.constantFrom(1, 1, 2),
      owner: fc.constantFrom(undefined, undefined, ...people),
      calendar: fc.constantFrom('always', 'office'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('answer' as const), which: fc.nat(20), takes: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('finish' as const, 'park' as const, 'return' as const),
      which: fc.nat(20),
    }),
  },
  fc.record({ do: fc.constant('back' as const), id: fc.constantFrom(...people) }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      seconds: fc.constantFrom(1, 5, 19, 20, 31, 300, 40_000),
    }),
  },
)

interface Run {
  log: Decision[]
  wrong: string[]
  counts: object
  modelCounts: ReturnType<ReturnType<typeof createModel>['counts']>
}

/** Plays some steps with a dispatcher, and has the model follow each of its decisions. */
function play(steps: readonly Step[], rules: Rules, open: OpenTime): Run {
  const routing = createDispatcher(rules, open)
  const model = createModel(rules, open)
  const [log, wrong]: [Decision[], string[]] = [[], []]
  let now = 32 * 3_600_000
  let items = 0
  const known = new Map<string, Adviser>()
  const mine = new Set<string>()

  /** Everything that is due happens in its order, as a program that is woken for it has it happen. */
  const settle = (until: number) => {
    for (;;) {
      for (const decision of routing.decide(now)) {
        log.push(decision)
        if (decision.kind === 'offer') mine.add(decision.itemId)
        wrong.push(...model.follow(decision, now))
      }
      const next = routing.nextAt()
      wrong.push(...model.faults(now))
      if (next === undefined || next > until) break
      now = Math.max(now, next)
    }
    now = until
  }
  const pick = (state: string[], which: number) => {
    const those = [...mine].filter(id => state.includes(model.stateOf(id)))
    return those[which % Math.max(those.length, 1)]
  }

  for (const step of steps) {
    now += 1
    if (step.do === 'adviser') {
      const adviser = anAdviser(
        step.id,
        {},
        {
          profile: profiles[step.profile]!,
          // Nobody works for less than they are at work on.
          capacity: Math.max(step.capacity, known.get(step.id)?.capacity ?? 0),
          routable: new Set(step.routable),
          idleSince: known.get(step.id)?.idleSince ?? now,
        },
      )
      known.set(step.id, adviser)
      routing.adviser(now, adviser)
      model.adviser(adviser)
    } else if (step.do === 'queue') {
      items += 1
      const item = anItem(`item ${String(items).padStart(3, '0')}`, {
        channel: step.channel,
        t0: now - step.ago * second,
        creditMs: step.credit * second,
        weight: step.weight,
        calendar: step.calendar,
        ladder: step.ladder.map((which, at) => ({
          afterMs: at * 20 * second,
          requirement: requirements[which]!,
        })),
        ...(step.owner && { owner: { adviserId: step.owner, until: now + 25 * second } }),
      })
      routing.queue(now, item)
      model.queue(item)
    } else if (step.do === 'answer') {
      const id = pick(['offered'], step.which)
      const who = id && model.holderOf(id)
      if (!id || !who) continue
      if (step.takes) {
        if (routing.accept(now, id, who)) model.accept(id)
      } else if (routing.decline(now, id, who)) model.decline(id, now)
    } else if (step.do === 'finish') {
      const id = pick(['active', 'parked'], step.which)
      if (!id) continue
      routing.finish(now, id)
      model.finish(id, now)
    } else if (step.do === 'park') {
      const id = pick(['active'], step.which)
      if (!id) continue
      routing.park(now, id)
      model.park(id)
    } else if (step.do === 'return') {
      const id = pick(['parked'], step.which)
      if (!id) continue
      const wasRoom = model.resume(id)
      if (routing.resume(now, id) !== wasRoom) wrong.push('A12: a return was kept or given up wrongly')
      if (!wasRoom) model.gone()
    } else if (step.do === 'back') {
      routing.back(now, step.id)
      model.back(step.id)
    }
    settle(step.do === 'pass' ? now + step.seconds * second : now)
  }
  return { log, wrong, counts: routing.counts(), modelCounts: model.counts() }
}

const someSteps = fc.array(aStep, { minLength: 10, maxLength: 60 })

test('invariants 1, 2, 5, 7, 10, 11, 12, 14, 15, 17, 18, 20: whatever happens, each decision is the one that a look at everybody and everything would take', () => {
  fc.assert(
    fc.property(someSteps, steps => {
      expect(play(steps, someRules(), officeHours).wrong).toEqual([])
    }),
    { numRuns: 400 },
  )
})

test('invariants 2, 5, 10, 11, 14, 15, 18, 20: at opening, when many come to much that waits, each decision is that one too', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ profile: fc.nat(profiles.length - 1), routable: fc.subarray(channels), idle: fc.nat(3) }),
        {
          minLength: 9,
          maxLength: 25,
        },
      ),
      fc.array(
        fc.record({
          channel: fc.constantFrom(...channels),
          ladder: fc.array(fc.nat(requirements.length - 1), { minLength: 1, maxLength: 3 }),
          ago: fc.nat(90),
          weight: fc.constantFrom(1, 2),
          owner: fc.option(fc.nat(30), { nil: undefined }),
        }),
        { minLength: 5, maxLength: 60 },
      ),
      (team, requests) => {
        const now = 33 * 3_600_000
        const [routing, model] = [
          createDispatcher(someRules(), officeHours),
          createModel(someRules(), officeHours),
        ]
        for (const [at, { channel, ladder, ago, weight, owner }] of requests.entries()) {
          const item = anItem(`item ${String(at).padStart(2, '0')}`, {
            channel,
            t0: now - ago * second,
            weight,
            ladder: ladder.map((which, rung) => ({
              afterMs: rung * 20 * second,
              requirement: requirements[which]!,
            })),
            ...(owner !== undefined && { owner: { adviserId: `adviser ${owner}`, until: now + second } }),
          })
          routing.queue(now, item)
          model.queue(item)
        }
        for (const [at, { profile, routable, idle }] of team.entries()) {
          const adviser = anAdviser(
            `adviser ${at}`,
            {},
            {
              profile: profiles[profile]!,
              routable: new Set(routable),
              idleSince: now - idle,
            },
          )
          routing.adviser(now, adviser)
          model.adviser(adviser)
        }
        expect(routing.decide(now).flatMap(decision => model.follow(decision, now))).toEqual([])
        expect(model.faults(now)).toEqual([])
      },
    ),
    { numRuns: 150 },
  )
})

test('invariant 3: what came is waiting, offered, at work or done, at every moment', () => {
  fc.assert(
    fc.property(someSteps, steps => {
      const { counts, modelCounts } = play(steps, someRules(), officeHours)
      const { created, done, waiting, offered, held } = modelCounts
      expect(counts).toEqual({ waiting, offered, held })
      expect(created).toBe(done + waiting + offered + held)
    }),
    { numRuns: 100 },
  )
})

test('invariant 19: the same log gives the same decisions', () => {
  fc.assert(
    fc.property(someSteps, steps => {
      expect(play(steps, someRules(), officeHours).log).toEqual(play(steps, someRules(), officeHours).log)
    }),
    { numRuns: 100 },
  )
})

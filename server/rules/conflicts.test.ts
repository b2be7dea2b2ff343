import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RuleBody } from '#contract/rules.ts'
import { readyRule } from './conditions.ts'
import { canHoldTogether, conflictsAmong } from './conflicts.ts'
import { type Facts, folded } from './facts.ts'

const id = (number: number) => `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
const team = (number: number) => ({ do: 'setTeam', teamId: id(number) })
const rule = (number: number, body: object) => ({
  ...{ id: id(number), name: `Rule ${number}` },
  body: RuleBody.parse(body),
})
const mail = { on: 'channelKind', is: ['email'] }

test.for<[string, object, object, string[]]>([
  ['the same team', { actions: [team(1)] }, { actions: [team(1)] }, []],
  ['another team', { actions: [team(1)] }, { actions: [team(2)] }, ['setTeam']],
  ['tags add up', { actions: [{ do: 'addTag', tag: 'a' }] }, { actions: [{ do: 'addTag', tag: 'b' }] }, []],
  [
    'another channel',
    { all: [mail], actions: [team(1)] },
    { all: [{ on: 'channelKind', is: ['chat'] }], actions: [team(2)] },
    [],
  ],
  [
    'one of the same channels',
    { all: [mail], actions: [team(1)] },
    { all: [{ on: 'channelKind', is: ['chat', 'email'] }], actions: [team(2)] },
    ['setTeam'],
  ],
  [
    'what the other asks not to be',
    { all: [{ on: 'vip' }], actions: [team(1)] },
    { all: [{ on: 'vip', not: true }], actions: [team(2)] },
    [],
  ],
  [
    'open and closed',
    { all: [{ on: 'hours', isOpen: true }], actions: [team(1)] },
    { all: [{ on: 'hours', isOpen: false }], actions: [team(2)] },
    [],
  ],
])('%s', ([, one, other, about]) => {
  const found = conflictsAmong([rule(1, one), rule(2, other)])
  expect(found.flatMap(conflict => conflict.about)).toEqual(about)
  if (about.length > 0)
    expect(found[0]).toMatchObject({ first: { name: 'Rule 1' }, second: { name: 'Rule 2' } })
})

const conditions = fc.oneof(
  fc.record({
    on: fc.constant('channelKind'),
    is: fc.subarray(['email', 'chat', 'form'], { minLength: 1 }),
    not: fc.boolean(),
  }),
  fc.record({
    on: fc.constant('language'),
    is: fc.subarray(['fr', 'en'], { minLength: 1 }),
    not: fc.boolean(),
  }),
  fc.record({ on: fc.constant('hours'), isOpen: fc.boolean(), not: fc.boolean() }),
  fc.record({ on: fc.constant('vip'), not: fc.boolean() }),
)
const bodies = fc.record({
  all: fc.array(conditions, { maxLength: 3 }),
  any: fc.array(conditions, { maxLength: 2 }),
  actions: fc.constant([team(1)]),
})
const requests = fc.record({
  channelKind: fc.constantFrom('email', 'chat', 'form'),
  language: fc.constantFrom('fr' as const, 'en' as const, null),
  isOpen: fc.boolean(),
  isVip: fc.boolean(),
})
const quiet: Facts = {
  ...{ channelId: '', channelKind: 'email', to: [], from: null, subject: '', text: '', language: null },
  ...{
    segmentIds: [],
    touch: null,
    contact: {},
    company: {},
    records: [],
    isOpen: true,
    previous: [],
    isVip: false,
  },
  ...{ hasAttachments: false, at: new Date('2026-11-20T10:00:00Z') },
}

test('two rules that held for one request are never said to exclude each other', () => {
  fc.assert(
    fc.property(bodies, bodies, requests, (one, other, facts) => {
      const [first, second] = [RuleBody.parse(one), RuleBody.parse(other)]
      const request = folded({ ...quiet, ...facts })
      fc.pre(readyRule(first).holds(request) && readyRule(second).holds(request))
      expect(canHoldTogether(first, second)).toBe(true)
    }),
  )
})

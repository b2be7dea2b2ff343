import type { TFunction } from 'i18next'
import { expect, test } from 'vitest'
import type { RoutingOf } from '../../../contract/work.ts'
import { decisionWords, standingWords } from './standing-words.ts'

const t = ((key: string, values?: object) =>
  values ? `${key} ${JSON.stringify(values)}` : key) as unknown as TFunction<'work'>
const names = {
  ...{ me: 'me', member: (id: string | null) => id ?? 'somebody', when: (at: string) => at },
  ...{ list: (ids: readonly string[]) => ids.join(' + '), language: (code: string | null) => code ?? '' },
}
const nothing: RoutingOf = {
  ...{ state: null, enteredAt: null, since: null, teamId: null, memberId: null },
  ...{ isAside: false, why: null, waiting: null, history: [] },
}
const why = {
  ...{ rule: 'owner' as const, step: 0, waitedMs: 0, language: 'fr', team: 'Livraisons' },
  ...{ idleMs: 0, unitsUsed: 0, weight: 1, score: 0 },
}
const keys = (lines: string[]) => lines.map(line => line.split(' ')[0])

test.each<[string, Partial<RoutingOf>, string[]]>([
  ['what routing does not hold says nothing', {}, []],
  ['A19: why me', { state: 'active', memberId: 'me', why }, ['why.you']],
  ['why them', { state: 'offered', memberId: 'karim', why }, ['stands.offered', 'why.them']],
  ['what hands gave says so', { state: 'active', memberId: 'karim' }, ['stands.byHand']],
  [
    'D17: what is set aside says so',
    { state: 'active', memberId: 'me', isAside: true },
    ['stands.aside', 'stands.byHand'],
  ],
])('%s', (_, routing, expected) => {
  expect(keys(standingWords({ ...nothing, ...routing }, names, t))).toEqual(expected)
})

const waits: NonNullable<RoutingOf['waiting']> = {
  ...{ reason: 'soon', memberId: null, until: null, people: 0, memberIds: [], queued: 1 },
  ...{ partner: null, isForHouse: false, skills: [], language: null },
}

test.each<[string, Partial<typeof waits>, string[]]>([
  ['who is full', { reason: 'no_room', people: 2 }, ['no_room']],
  ['and when others are asked', { reason: 'no_room', people: 2, until: '9:00' }, ['no_room', 'widens']],
  ['when it opens', { reason: 'closed', until: '9:00' }, ['closedUntil']],
  ['closed for good', { reason: 'closed' }, ['closed']],
  ['whose turn it is', { reason: 'share', partner: 'Sud', until: '9:00' }, ['shareUntil']],
  ['the turn of the house', { reason: 'share', isForHouse: true, until: '9:00' }, ['shareHouseUntil']],
  ['the turn of another partner', { reason: 'share', until: '9:00' }, ['shareOtherUntil']],
  ['a ceiling', { reason: 'ceiling', partner: 'Sud', people: 1, memberIds: ['paul'] }, ['ceiling', 'who']],
  ['another partner’s ceiling', { reason: 'ceiling', people: 1 }, ['ceilingOther']],
  ['who declined, as a number', { reason: 'back_off', people: 2, until: '9:00' }, ['back_off', 'again']],
  ['who could take it', { reason: 'pick', queued: 3, people: 1, memberIds: ['lea'] }, ['pick', 'who']],
  ['who was asked by name', { reason: 'asked', memberId: 'max' }, ['asked']],
])('A19: what waits says %s', (_, waiting, expected) => {
  const lines = standingWords({ ...nothing, state: 'queued', waiting: { ...waits, ...waiting } }, names, t)
  expect(keys(lines)).toEqual(expected.map(key => `stands.waiting.${key}`))
})

test('EMP-3: the words of why name help given before, language, team and room, and nothing else', () => {
  const [line] = standingWords({ ...nothing, state: 'active', memberId: 'me', why }, names, t)
  expect(line).toContain('why.owner, why.free, why.speaks')
  expect(line).toContain('Livraisons')
})

test('decisions are told in their order, bookkeeping left out', () => {
  const at = '2026-11-22T09:00:00Z'
  const history = ['queued', 'repaired', 'offered', 'declined'].map((kind, id) => ({
    ...{ id, at, kind, memberId: 'karim', teamId: null },
  }))
  expect(keys(decisionWords({ ...nothing, history }, names, t).map(({ text }) => text))).toEqual([
    'stands.event.queued',
    'stands.event.offered',
    'stands.event.declined',
  ])
})

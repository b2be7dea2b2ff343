import { expect, test } from 'vitest'
import type { SlaPolicy } from '../../../contract/promises.ts'
import { firstOf, toPolicy, toValues } from './promise-values.ts'

const policy: SlaPolicy = {
  id: '0199c0de-0000-7000-8000-000000000001',
  name: 'Premium',
  enabled: false,
  conditions: {
    ...{
      channels: ['c'],
      reasons: ['r'],
      teams: ['t'],
      languages: ['fr'],
      priorities: ['urgent'],
      vip: true,
      segments: ['s'],
      touches: ['high'],
      complaint: true,
      moment: true,
    },
    attributes: [
      { key: 'offre', values: ['Premium'] },
      { key: 'ville', values: ['Lyon'] },
    ],
  },
  first: { amount: 8, unit: 'openHour' },
  next: { amount: 1, unit: 'jourOuvre' },
  resolution: { amount: 3, unit: 'jourOuvre' },
  pausesOnHold: true,
  warnPercent: 60,
  onWarning: { notify: ['team'], byMail: false, priority: null, teamId: null },
  onBreach: { notify: ['owner', 'supervisors'], byMail: true, priority: 'urgent', teamId: 't2' },
  calendarId: 'k',
  position: 3,
  version: 2,
  updatedAt: '2026-03-10T10:00:00.000Z',
}

test('a time promise goes through its form unchanged', () => {
  const { id, position, version, updatedAt, ...said } = policy
  expect(toPolicy(toValues(policy), policy)).toEqual(said)
})

test('no time for the next answers is none; half an hour, nothing and a year are no times', () => {
  expect(toPolicy({ ...toValues(policy), nextAmount: '' }, policy).next).toBeNull()
  for (const amount of ['', 0, 1.5, 241, 'huit'])
    expect(firstOf({ ...toValues(policy), amount }), String(amount)).toBeUndefined()
})

test('a field without values asks nothing', () => {
  const values = { ...toValues(undefined), attributeKey: 'offre', attributeValues: [] }
  expect(toPolicy(values, undefined).conditions.attributes).toEqual([])
})

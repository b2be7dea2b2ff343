import { expect, test } from 'vitest'
import { auditLines } from './audit-lines.ts'

test('of a before and an after only what differs is told', () => {
  expect(
    auditLines({
      changed: ['role'],
      before: { role: 'adviser', name: 'Léa' },
      after: { role: 'supervisor', name: 'Léa' },
    }),
  ).toEqual([{ name: 'role', before: 'adviser', value: 'supervisor' }])
})

test('what appears has no before, what goes has no value', () => {
  expect(auditLines({ before: { city: 'Lyon' }, after: { siteId: '7' } })).toEqual([
    { name: 'siteId', value: '7' },
    { name: 'city', before: 'Lyon', value: '' },
  ])
})

test('inner values are told by their path, lists of words in one line, empty ones not at all', () => {
  expect(
    auditLines({
      weeklyHours: { mon: [['09:00', '18:00']] },
      scopes: ['a', 'b'],
      teamIds: [],
      partnerId: null,
      note: '',
      exceptions: [{ date: '2026-12-24', label: 'Noël' }],
    }),
  ).toEqual([
    { name: 'weeklyHours.mon.1.0', value: '09:00' },
    { name: 'weeklyHours.mon.1.1', value: '18:00' },
    { name: 'scopes', value: 'a, b' },
    { name: 'exceptions.1.date', value: '2026-12-24' },
    { name: 'exceptions.1.label', value: 'Noël' },
  ])
})

test('the words of a person, kept apart for erasure, read like the rest', () => {
  expect(auditLines({ role: 'adviser', details: { email: 'lea@essai.test' } })).toEqual([
    { name: 'role', value: 'adviser' },
    { name: 'email', value: 'lea@essai.test' },
  ])
})

import { expect, test } from 'vitest'
import { aContact } from '../testing/a-contact.ts'
import { type ContactChange, changed, inverse } from './contact-change.ts'

const now = new Date('2026-11-21T10:00:00Z')

const changes: [string, ContactChange][] = [
  ['the name', { name: 'Anna P.' }],
  ['the language', { language: null }],
  ['no company any more', { companyId: null }],
  ['VIP', { isVip: true }],
  ['the preferred way', { preferredChannel: 'phone' }],
  ['blocking', { blocked: true }],
  ['an attribute taken away and another given', { attributes: { loyalty: null, remark: 'Roses' } }],
  ['two things at once', { isVip: true, attributes: { shoe_size: 40 } }],
]

test.each(changes)('undoing %s gives the card of before', (_what, change) => {
  const before = aContact()
  const after = changed(before, change, now)
  expect(after).not.toEqual(before)
  expect(changed(after, inverse(before, change), now, before.company)).toEqual(before)
})

test('a new stage starts today, the same stage keeps its date', () => {
  expect(changed(aContact(), { stage: 'customer' }, now)).toMatchObject({
    stage: 'customer',
    stageSince: now.toISOString(),
  })
  expect(changed(aContact(), { stage: 'prospect' }, now).stageSince).toBe('2026-03-01T09:00:00.000Z')
})

test('a company is shown by its name, not by its id', () => {
  const company = { id: '01a20049-0000-7000-8000-000000000001', name: 'Hôtel Bellerive', domain: null }
  const after = changed(aContact(), { companyId: company.id }, now, company)
  expect(after.company).toEqual(company)
  expect(after).not.toHaveProperty('companyId')
})

test('someone blocked twice stays blocked since the first time', () => {
  const blocked = aContact({ blockedAt: '2026-02-02T00:00:00.000Z' })
  expect(changed(blocked, { blocked: true }, now).blockedAt).toBe('2026-02-02T00:00:00.000Z')
})

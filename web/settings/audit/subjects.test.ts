import { expect, test } from 'vitest'
import { subjectKind, subjectPlace } from './subjects.ts'

test.each([
  ['contact', '7', '/contacts/7'],
  ['contacts.getContact', '7', '/contacts/7'],
  ['channels.getDelivery', '7', '/settings/outbox/7'],
  ['member', '7', '/settings/people/7'],
  ['conversation', '7', undefined],
  ['contact', null, undefined],
  ['contacts.listContacts', null, undefined],
])('%s %s is shown at %s', (kind, id, place) => {
  expect(subjectPlace(kind, id)).toBe(place)
})

test('a route that the access log names stands for the thing it shows', () => {
  expect(subjectKind('conversations.messages')).toBe('conversation')
  expect(subjectKind('attachment')).toBe('attachment')
})

import { expect, test } from 'vitest'
import type { Actor } from '../actor.ts'
import { roomsOf, roomsWanted } from './rooms.ts'

const about = (type: string, data: Record<string, unknown> = {}, more: object = {}) =>
  roomsOf({
    type,
    subject: { kind: 'conversation', id: 'c1' },
    conversationId: 'c1',
    contactId: 'p1',
    data,
    ...more,
  }).toSorted()

test('an assignment concerns who gave, who got, both teams, the thread and its customer', () => {
  const data = { assigneeId: 'anna', fromAssigneeId: 'luc', teamId: 't2', fromTeamId: 't1' }
  expect(about('conversation.assigned', data)).toEqual(
    ['all', 'contact p1', 'conversation c1', 'mine anna', 'mine luc', 'team t1', 'team t2'].toSorted(),
  )
})

test('taking from the unassigned and giving back concern the unassigned; silence about the assignee does not', () => {
  expect(about('conversation.assigned', { assigneeId: 'anna', fromAssigneeId: null })).toContain('unassigned')
  expect(about('conversation.assigned', { assigneeId: null, fromAssigneeId: 'anna' })).toContain('unassigned')
  expect(about('message.delivery_changed')).not.toContain('unassigned')
})

test('a mention, a question, a share and the owner of a recovery concern these people', () => {
  expect(about('message.noted', { mentions: ['luc', 'inès'] })).toEqual(
    expect.arrayContaining(['mine luc', 'mine inès']),
  )
  expect(about('conversation.consulted', { byId: 'anna', askedIds: ['luc'] })).toEqual(
    expect.arrayContaining(['mine anna', 'mine luc']),
  )
  expect(about('conversation.shared', { memberId: 'luc' })).toContain('mine luc')
  expect(about('recovery.opened', { ownerId: 'luc' })).toEqual(
    expect.arrayContaining(['mine luc', 'recoveries']),
  )
})

test('a conversation joined into another concerns both threads', () => {
  expect(about('conversation.joined', {}, { subject: { kind: 'conversation', id: 'c0' } })).toEqual(
    expect.arrayContaining(['conversation c0', 'conversation c1']),
  )
})

test('what the workspace is set up with concerns everybody inside, and no list of conversations', () => {
  const nobody = { conversationId: null, contactId: null }
  expect(about('tag.created', {}, { ...nobody, subject: { kind: 'tag', id: 't' } })).toEqual(['inside'])
  expect(about('member.updated', {}, { ...nobody, subject: { kind: 'member', id: 'm' } })).toEqual(['inside'])
})

test('what concerns no screen has no room', () => {
  const nobody = { conversationId: null, contactId: null, subject: { kind: 'receipt', id: 'r' } }
  expect(about('receipt.retried', {}, nobody)).toEqual([])
})

const actor = (role: Actor['role'], more: Partial<Actor> = {}): Actor => ({
  kind: 'member',
  id: 'anna',
  memberId: 'anna',
  workspaceId: 'w',
  role,
  scopes: null,
  teamIds: ['t1', 't2'],
  partnerId: null,
  name: 'Anna',
  language: 'fr',
  ...more,
})

test.each([
  ['adviser', ['mine anna', 'unassigned', 'team t1', 'team t2', 'all', 'recoveries', 'contact p1'], []],
  ['partner', ['mine anna', 'unassigned', 'team t1', 'team t2', 'all', 'contact p1'], ['recoveries']],
  ['collaborator', ['mine anna', 'unassigned', 'team t1', 'team t2', 'all', 'contact p1'], ['recoveries']],
] as const)('the lists of %s', (role, rooms, refused) => {
  const wanted = roomsWanted(actor(role), {
    contacts: ['p1'],
    lists: ['mine', 'unassigned', 'team', 'all', 'recoveries'],
  })
  expect(wanted.rooms.toSorted()).toEqual(rooms.toSorted())
  expect(wanted.refused).toEqual(refused)
})

test('a key of the workspace has nothing of its own', () => {
  const key = actor('administrator', { kind: 'api_key', memberId: null, teamIds: [] })
  expect(roomsWanted(key, { contacts: [], lists: ['mine', 'team'] })).toEqual({ rooms: [], refused: [] })
})

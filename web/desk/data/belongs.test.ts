import { expect, test } from 'vitest'
import type { ConversationRow, View } from '../../../contract/conversations.ts'
import { aRow } from '../testing/a-row.ts'
import { mayBelong } from './belongs.ts'

const mine = { assignee: { id: 'me', name: 'Léa' } }
const cases: [View, Partial<ConversationRow>, boolean][] = [
  ['mine', mine, true],
  ['mine', { assignee: { id: 'karim', name: 'Karim' } }, false],
  ['mine', { ...mine, status: 'closed' }, false],
  ['mine', { ...mine, status: 'snoozed' }, false],
  ['mine', { ...mine, isSpam: true }, false],
  ['unassigned', {}, true],
  ['unassigned', mine, false],
  ['team', { status: 'waiting' }, true],
  ['team', { status: 'closed' }, false],
  ['oldest', { waitingSince: '2026-11-21T08:00:00Z' }, true],
  ['oldest', { waitingSince: '2026-11-21T08:00:00Z', status: 'waiting' }, false],
  ['oldest', {}, false],
  ['snoozed', { status: 'snoozed' }, true],
  ['snoozed', {}, false],
  ['closed', { status: 'closed' }, true],
  ['spam', { isSpam: true }, true],
  ['drafts', { hasDraft: false }, false],
  ['mentions', { status: 'closed' }, true],
  ['all', { status: 'closed' }, true],
]

test.each(cases)('in the view %s, %j: %s', (view, change, belongs) => {
  expect(mayBelong(view, aRow({ id: 'a', ...change }), { id: 'me' })).toBe(belongs)
})

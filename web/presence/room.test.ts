import { expect, test } from 'vitest'
import type { WorkState } from '../../contract/work.ts'
import { isBeyondRoom } from './room.ts'

const state = (used: number, more: Partial<WorkState> = {}): WorkState => ({
  ...{ isOn: true, status: 'available', reason: null, since: null, until: null, isSilent: false },
  ...{ used, capacity: 100, units: { chat: 33, email: 12 }, offers: [], ...more },
})

test.each([
  ['a chat that just fits', state(67), 'chat', false],
  ['a chat that does not', state(68), 'chat', true],
  ['a mail where a chat would not fit', state(68), 'email', false],
  ['a channel that routing does not hold', state(100), 'review', false],
  ['a house that does not route', state(100, { isOn: false }), 'chat', false],
  ['somebody of whom nothing is known', undefined, 'chat', false],
])('A19: whoever takes %s is told whether it is beyond their room', (_what, before, channel, isBeyond) => {
  expect(isBeyondRoom(before, channel)).toBe(isBeyond)
})

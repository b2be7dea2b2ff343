import { expect, test } from 'vitest'
import { type Load, resumable, roomFor } from './capacity.ts'
import { someRules } from './testing/world.ts'

const { channels } = someRules()
const load = (said: string, place: number): Load => {
  const [channel = '', state] = said.split(' ')
  return { itemId: `${said} ${place}`, channel, isParked: state === 'parked', isSuspended: state === 'aside' }
}

test.for<{ has: string[]; wants: string; most?: number; capacity?: number; stops: string[] | undefined }>([
  { has: [], wants: 'voice', stops: [] },
  { has: ['chat', 'chat'], wants: 'chat', stops: [] },
  { has: ['chat', 'chat', 'chat'], wants: 'chat', stops: undefined },
  { has: ['chat', 'chat'], wants: 'chat', most: 2, stops: undefined },
  { has: ['chat', 'chat parked'], wants: 'chat', most: 2, stops: [] },
  { has: ['mail'], wants: 'mail', most: 1, stops: undefined },
  { has: ['mail aside'], wants: 'mail', most: 1, stops: undefined },
  { has: ['mail', 'mail', 'mail', 'mail', 'mail', 'mail'], wants: 'chat', stops: ['mail 5'] },
  { has: ['mail'], wants: 'chat', stops: [] },
  { has: ['message', 'message', 'message', 'message', 'message'], wants: 'chat', stops: undefined },
  { has: ['mail', 'message'], wants: 'voice', stops: ['mail 0', 'message 1'] },
  { has: ['mail', 'chat'], wants: 'voice', stops: undefined },
  { has: ['chat parked'], wants: 'voice', stops: ['chat parked 0'] },
  { has: ['voice'], wants: 'mail', stops: undefined },
  { has: ['voice', 'mail aside'], wants: 'voice', stops: undefined },
  { has: [], wants: 'voice', capacity: 60, stops: undefined },
  { has: ['chat'], wants: 'chat', capacity: 60, stops: undefined },
])(
  'invariant 2: with $has, one more $wants (at most $most, capacity $capacity) sets aside $stops',
  ({ has, wants, most = channels[wants]!.most, capacity = 100, stops }) => {
    const stopped = roomFor(has.map(load), wants, { capacity, most }, channels)
    expect(stopped?.map(({ itemId }) => itemId)).toEqual(stops)
  },
)

test.for([
  { has: ['mail aside'], back: ['mail aside 0'] },
  { has: ['voice', 'mail aside'], back: [] },
  { has: ['chat', 'chat', 'mail aside', 'mail aside', 'mail aside'], back: ['mail aside 2', 'mail aside 3'] },
  { has: ['chat', 'chat', 'chat', 'mail aside'], back: [] },
])('what was set aside goes on where there is room: of $has, $back', ({ has, back }) => {
  expect(resumable(has.map(load), 100, channels).map(({ itemId }) => itemId)).toEqual(back)
})

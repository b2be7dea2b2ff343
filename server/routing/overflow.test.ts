import { expect, test } from 'vitest'
import { defaultChoices } from './defaults.ts'
import { type House, usualQueue } from './ladders.ts'
import { overflowing } from './overflow.ts'
import type { StoredPerson } from './stored-people.ts'
import type { StoredItem } from './storing.ts'

const hour = 3_600_000
const now = 100 * hour
const [shop, centre, partners] = ['shop', 'centre', 'partners']

/** Open always, but for the calendars named, which are closed from `now - 1 h` on. */
const openTime = (closed: string[] = []) => ({
  positionAt: (calendar: string, instant: number) =>
    closed.includes(calendar) ? Math.min(instant, now - hour) : instant,
  instantOf: (calendar: string, position: number) =>
    closed.includes(calendar) && position > now - hour ? Number.POSITIVE_INFINITY : position,
})

const house = (overflow: object | null, more: Partial<House> = {}): House => ({
  choices: defaultChoices,
  teams: new Map(
    [shop!, centre!, partners!].map(id => [
      id,
      { name: id, calendarId: id, partnerId: id === partners ? 'partner' : null, positions: null },
    ]),
  ),
  queues: new Map([
    [
      shop!,
      {
        ...usualQueue,
        overflow: overflow && {
          ...{ teamId: centre!, afterSeconds: null, moreThan: null, whenClosed: false, whenNobody: false },
          ...overflow,
        },
      },
    ],
  ]),
  contracts: new Map(),
  ...more,
})

const anItem = (id: string, more: Partial<StoredItem> = {}): StoredItem => ({
  ...{ id, conversationId: `conversation ${id}`, channel: 'email', teamId: shop!, language: null },
  ...{
    reasonIds: [],
    leftTeamIds: [],
    priority: 'normal',
    isVip: false,
    isComplaint: false,
    isMoment: false,
    dueAt: null,
  },
  ...{ state: 'queued', t0: now - hour, since: now - hour, creditMs: 0, owner: undefined, holder: undefined },
  ...more,
})

const anAdviser = (more: Partial<StoredPerson> = {}): StoredPerson => ({
  ...{ id: 'lea', languages: [], teamIds: [shop!], partnerId: null, siteId: null, skills: {}, most: {} },
  ...{ isAvailable: true, isSilent: false, capacity: 100, idleSince: 0 },
  ...more,
})

function moved(
  decided: House,
  items: StoredItem[],
  { people = [anAdviser()], closed = [] as string[] } = {},
): string[] {
  return overflowing(decided, openTime(closed), { items, people }, now).map(
    ({ item, fromTeamId, teamId, because }) => `${item.id}: ${fromTeamId} → ${teamId}, ${because}`,
  )
}

test('D14: what waits longer than the queue says, in open time, goes to the other team', () => {
  const items = [anItem('a'), anItem('b', { since: now - 2 * hour })]
  expect(moved(house({ afterSeconds: 5400 }), items)).toEqual(['b: shop → centre, waited'])
  expect(moved(house({ afterSeconds: 5400 }), items, { closed: [shop!] })).toEqual([])
  expect(moved(house(null), items)).toEqual([])
})

test('M18: what is too much goes, the latest first to come', () => {
  const items = [
    anItem('late', { t0: now - 1 }),
    anItem('first', { t0: now - 3 }),
    anItem('second', { t0: now - 2 }),
  ]
  expect(moved(house({ moreThan: 2 }), items)).toEqual(['late: shop → centre, many'])
  expect(moved(house({ moreThan: 3 }), items)).toEqual([])
})

test('E29: what comes while a shop is closed goes where it is open, and nowhere when that is closed as well', () => {
  const closing = house({ whenClosed: true })
  expect(moved(closing, [anItem('a')])).toEqual([])
  expect(moved(closing, [anItem('a')], { closed: [shop!] })).toEqual(['a: shop → centre, closed'])
  expect(moved(closing, [anItem('a')], { closed: [shop!, centre!] })).toEqual([])
})

test('D14: what nobody of the team is there for goes, during its hours alone', () => {
  const alone = house({ whenNobody: true })
  expect(moved(alone, [anItem('a')])).toEqual([])
  for (const people of [[], [anAdviser({ isSilent: true })], [anAdviser({ teamIds: [centre!] })]])
    expect(moved(alone, [anItem('a')], { people })).toEqual(['a: shop → centre, nobody'])
  expect(moved(alone, [anItem('a')], { people: [], closed: [shop!] })).toEqual([])
})

test('nothing goes back to a team that it has left, nor to a partner outside its contract (invariant 6)', () => {
  expect(moved(house({ afterSeconds: 60 }), [anItem('a', { leftTeamIds: [centre!] })])).toEqual([])
  const toPartners = { teamId: partners!, afterSeconds: 60 }
  const contract = {
    ...{ teamIds: [], reasonIds: ['delivery'], channels: [], takesComplaints: false },
    ...{ share: null, mostOpen: null },
  }
  const agreed = house(toPartners, { contracts: new Map([['partner', contract]]) })
  const items = [anItem('a'), anItem('b', { reasonIds: ['delivery'] })]
  expect(moved(agreed, items)).toEqual(['b: shop → partners, waited'])
})

test('M20: what no team has is looked at first by the team that was chosen for it', () => {
  const items = [anItem('a', { teamId: null }), anItem('b')]
  expect(moved(house(null), items)).toEqual([])
  const sorted = house(null, { choices: { ...defaultChoices, triageTeamId: centre! } })
  expect(moved(sorted, items)).toEqual(['a: null → centre, triage'])
})

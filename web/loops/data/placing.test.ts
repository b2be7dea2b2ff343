import { expect, test } from 'vitest'
import type { Recovery } from '../../../contract/loops.ts'
import { aRecovery } from '../testing/a-recovery.ts'
import { belongs, type ListQuestion, type Pages, placed } from './placing.ts'

const pagesOf = (...pages: Recovery[][]): Pages => ({
  pages: pages.map((items, index) => ({ items, next: index === pages.length - 1 ? null : 'more' })),
  pageParams: pages.map(() => undefined),
})
const ids = ({ pages }: Pages) => pages.map(page => page.items.map(({ id }) => id))
const due = (id: string, day: string) => aRecovery({ id, dueAt: `2026-11-${day}T09:00:00.000Z` })

test.each<[string, Partial<Recovery>, ListQuestion, boolean]>([
  ['open', {}, { state: 'open' }, true],
  ['closed among the open', { state: 'repaired' }, { state: 'open' }, false],
  ['its state', { state: 'waiting' }, { state: 'waiting' }, true],
  ['another state', { state: 'waiting' }, { state: 'to_take' }, false],
  ['mine', { owner: { id: 'nora', name: 'Nora' } }, { mine: 'true' }, true],
  ['someone else’s, in mine', {}, { mine: 'true' }, false],
  ['nobody’s, in mine', { owner: null }, { mine: 'true' }, false],
  ['its owner', {}, { owner: 'karim' }, true],
])('%s', (_what, part, question, expected) => {
  expect(belongs(aRecovery(part), question, 'nora')).toBe(expected)
})

test('a recovery that moves leaves its column and enters the other by its deadline', () => {
  const moved = aRecovery({ id: 'b', state: 'contacted', dueAt: '2026-11-22T09:00:00.000Z' })
  const from = placed(pagesOf([due('a', '21'), due('b', '22')]), moved, { state: 'to_take' }, 'nora')
  expect(ids(from)).toEqual([['a']])
  const to = placed(pagesOf([due('c', '20'), due('d', '25')]), moved, { state: 'contacted' }, 'nora')
  expect(ids(to)).toEqual([['c', 'b', 'd']])
})

test('a change that moves nothing leaves the row where it is, a new deadline takes it to its place', () => {
  const list = pagesOf([due('a', '20'), due('b', '21'), due('c', '22')])
  const given = placed(list, { ...due('b', '21'), owner: null }, { state: 'open' }, 'nora')
  expect(ids(given)).toEqual([['a', 'b', 'c']])
  expect(given.pages[0]!.items[1]!.owner).toBeNull()
  expect(ids(placed(list, due('a', '25'), { state: 'open' }, 'nora'))).toEqual([['b', 'c', 'a']])
})

test('the last closed stands first among those closed', () => {
  const closed = (id: string, day: string) =>
    aRecovery({ id, state: 'repaired', closedAt: `2026-11-${day}T09:00:00.000Z` })
  const list = pagesOf([closed('a', '20'), closed('b', '18')])
  expect(ids(placed(list, closed('c', '21'), { state: 'repaired' }, 'nora'))).toEqual([['c', 'a', 'b']])
  expect(ids(placed(list, closed('c', '19'), { state: 'repaired' }, 'nora'))).toEqual([['a', 'c', 'b']])
})

test('a recovery due after all that is loaded waits for its page', () => {
  const list: Pages = { pages: [{ items: [due('a', '20')], next: 'more' }], pageParams: [undefined] }
  expect(ids(placed(list, due('z', '28'), { state: 'open' }, 'nora'))).toEqual([['a']])
})

test('an empty list takes its first', () => {
  expect(ids(placed(pagesOf([]), due('a', '20'), { state: 'open' }, 'nora'))).toEqual([['a']])
})

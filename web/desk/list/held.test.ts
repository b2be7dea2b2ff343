import { expect, test } from 'vitest'
import { aRow } from '../testing/a-row.ts'
import { holdRows, rowAfter } from './held.ts'

const rows = (...ids: string[]) => ids.map(id => aRow({ id }))
const read = ({ shown, waiting }: ReturnType<typeof holdRows>) => ({
  shown: shown.map(({ row, isGone }) => (isGone ? `(${row.id})` : row.id)).join(' '),
  waiting,
})

test('three newcomers above are counted and move nothing', () => {
  const held = holdRows(rows('a', 'b'), rows('x', 'y', 'a', 'z', 'b'))
  expect(read(held)).toEqual({ shown: 'a b', waiting: 3 })
})

test('what is loaded below shows at once: it pushes nothing', () => {
  expect(read(holdRows(rows('a', 'b'), rows('a', 'b', 'c', 'd')))).toEqual({ shown: 'a b c d', waiting: 0 })
})

test('a row that left keeps its place and says so; one that moved keeps its place too', () => {
  expect(read(holdRows(rows('a', 'b', 'c'), rows('c', 'a')))).toEqual({ shown: 'a (b) c', waiting: 0 })
})

test('what a collaborator may no longer see goes at once', () => {
  expect(read(holdRows(rows('a', 'b'), rows('a'), false))).toEqual({ shown: 'a', waiting: 0 })
})

test('a row shows its latest words while it is held', () => {
  const { shown } = holdRows([aRow({ id: 'a', preview: 'old' })], [aRow({ id: 'a', preview: 'new' })])
  expect(shown[0]!.row.preview).toBe('new')
})

test.each([
  ['the row itself', { number: 2, index: 1 }, 1],
  ['gone, the one that took its place', { number: 7, index: 1 }, 1],
  ['gone, with nothing below it, the last one', { number: 7, index: 5 }, 2],
  ['held in its place as gone, the next that is there', { number: 3, index: 2 }, 0],
  ['never in the list, none', { number: 7 }, -1],
  ['no row before, none', undefined, -1],
])('ACC-2: the focus comes back to %s', (_, left, index) => {
  const shown = [1, 2, 3].map(number => ({ row: aRow({ id: `${number}`, number }), isGone: false }))
  if (left?.number === 3) for (const one of shown.slice(1)) one.isGone = true
  expect(rowAfter(shown, left)).toBe(index)
})

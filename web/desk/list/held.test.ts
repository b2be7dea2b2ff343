import { expect, test } from 'vitest'
import { aRow } from '../testing/a-row.ts'
import { holdRows } from './held.ts'

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

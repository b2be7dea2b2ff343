import { describe, expect, test } from 'vitest'
import { aRow } from '../testing/a-row.ts'
import { flatten, mergeChanges, neighbour, patchRow, type RowPages } from './rows.ts'

const at = (minute: number) => `2026-11-21T09:${String(minute).padStart(2, '0')}:00.000Z`
const row = (id: string, minute: number) => aRow({ id, lastMessageAt: at(minute) })
const pages = (next: string | null, ...ids: [string, number][]): RowPages => ({
  pages: [
    { items: ids.slice(0, 2).map(([id, minute]) => row(id, minute)), next: 'cursor' },
    { items: ids.slice(2).map(([id, minute]) => row(id, minute)), next },
  ],
  pageParams: [undefined, 'cursor'],
})
const idsOf = (data: RowPages) => flatten(data).map(one => one.id)

describe('a refreshed list', () => {
  const known = pages('more', ['a', 30], ['b', 20], ['c', 10])

  test('shows a new message at its place, newest first', () => {
    const merged = mergeChanges(known, { rows: [row('new', 25)], ids: new Set(['new']) }, 'mine')
    expect(idsOf(merged)).toEqual(['a', 'new', 'b', 'c'])
  })

  test('moves a row that got an answer and keeps the cursor of what follows', () => {
    const merged = mergeChanges(known, { rows: [row('c', 40)], ids: new Set(['c']) }, 'mine')
    expect(idsOf(merged)).toEqual(['c', 'a', 'b'])
    expect(merged.pages.at(-1)!.next).toBe('more')
  })

  test('drops a row that has left the view', () => {
    expect(idsOf(mergeChanges(known, { rows: [], ids: new Set(['b']) }, 'mine'))).toEqual(['a', 'c'])
  })

  test('does not show what belongs below the loaded rows, unless everything is loaded', () => {
    const late = { rows: [row('old', 5)], ids: new Set(['old']) }
    expect(idsOf(mergeChanges(known, late, 'mine'))).toEqual(['a', 'b', 'c'])
    expect(idsOf(mergeChanges(pages(null, ['a', 30]), late, 'mine'))).toEqual(['a', 'old'])
  })

  test('puts who has waited longest first where that is the order', () => {
    const waiting = (id: string, minute: number) => aRow({ id, waitingSince: at(minute) })
    const list: RowPages = {
      pages: [{ items: [waiting('first', 1), waiting('second', 9)], next: null }],
      pageParams: [undefined],
    }
    const merged = mergeChanges(list, { rows: [waiting('between', 5)], ids: new Set(['between']) }, 'oldest')
    expect(idsOf(merged)).toEqual(['first', 'between', 'second'])
  })
})

test('a row changes wherever it is shown, without moving', () => {
  const known = pages('more', ['a', 30], ['b', 20], ['c', 10])
  const read = patchRow(known, 'b', one => ({ ...one, subject: 'Changed' }))
  expect(flatten(read).map(one => one.subject)).toEqual([
    'Bouquet not received',
    'Changed',
    'Bouquet not received',
  ])
  const page = { items: [row('b', 1)], next: null }
  expect(patchRow(page, 'b', one => ({ ...one, unread: true })).items[0]!.unread).toBe(true)
  expect(patchRow({ total: 3 }, 'b', one => one)).toEqual({ total: 3 })
})

describe('after a conversation has left', () => {
  const rows = [row('a', 30), row('b', 20), row('c', 10)]
  test.each([
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'b'],
    ['unknown', 'a'],
  ])('from %s one goes to %s', (id, next) => {
    expect(neighbour(rows, id)?.id).toBe(next)
  })

  test('one does not go to a row that leaves with it', () => {
    expect(neighbour(rows, 'a', new Set(['a', 'b']))?.id).toBe('c')
    expect(neighbour(rows, 'a', new Set(['a', 'b', 'c']))).toBeUndefined()
  })
})

import { expect, test } from 'vitest'
import { countFilters, readFilters, usualOrder, writeFilters } from './filters.ts'

test('the address holds the filters, and the same filters always write the same address', () => {
  const filters = readFilters('?priority=high&q=bouquet%20rond&status=open&order=oldest')
  expect(filters).toMatchObject({ q: 'bouquet rond', status: 'open', priority: 'high', order: 'oldest' })
  expect(writeFilters(filters)).toBe('q=bouquet+rond&status=open&priority=high&order=oldest')
  expect(readFilters(writeFilters(filters))).toEqual(filters)
})

test('a value that means nothing is no filter', () => {
  expect(writeFilters(readFilters('?status=opened&priority=huge&order=up&q=%20'))).toBe('')
})

test('the search and the order are not counted among the filters', () => {
  expect(countFilters(readFilters('?q=x&order=oldest'))).toBe(0)
  expect(countFilters(readFilters('?status=open&tag=vip'))).toBe(2)
})

test('what waits is taken by the oldest, the rest by the newest', () => {
  expect(usualOrder('oldest')).toBe('oldest')
  expect(usualOrder('mine')).toBe('newest')
})

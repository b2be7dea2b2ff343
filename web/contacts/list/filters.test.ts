import { expect, test } from 'vitest'
import { bookPath, countFilters, type Filters, readFilters, withFilters, writeFilters } from './filters.ts'

test('what narrows the address book is read back from its address', () => {
  const filters: Filters = {
    q: 'pérèira & co',
    stage: 'lost',
    company: '01a20049-1a68-70b5-9ebd-aeceb3650de3',
    vip: 'no',
    identity: '+33 6 12',
  }
  expect(readFilters(`?${writeFilters(filters)}`)).toEqual(filters)
  expect(countFilters(filters)).toBe(4)
})

test.each(['stage=gone', 'vip=maybe', 'company=acme', 'q=%20', 'identity='])('%s is no filter', search => {
  const filters = readFilters(search)
  expect(writeFilters(filters)).toBe('')
  expect(countFilters(filters)).toBe(0)
})

test('a card keeps the filters of the list behind it in its address', () => {
  expect(bookPath('01a2', { q: 'anna', vip: 'yes' })).toBe('/contacts/01a2?q=anna&vip=yes')
  expect(bookPath(undefined, {})).toBe('/contacts')
})

test('changing a filter leaves the rest of the address as it is', () => {
  expect(withFilters('?q=anna&part=timeline&vip=yes', { q: 'luc' })).toBe('q=luc&part=timeline')
  expect(withFilters('?q=anna', {})).toBe('')
})

import { expect, test } from 'vitest'
import { type Filters, listInput, readFilters, recoveriesPath } from './filters.ts'

test('what the screen shows is read back from its address, with or without a recovery open', () => {
  const filters: Filters = { layout: 'list', owner: 'me', state: 'waiting' }
  const path = recoveriesPath(filters, '01a2')
  expect(path).toBe('/loops/recoveries/01a2?view=list&owner=me&state=waiting')
  expect(readFilters(path.split('?')[1]!)).toEqual(filters)
  expect(recoveriesPath({})).toBe('/loops/recoveries')
})

test.each(['view=table', 'state=lost', 'owner=%20', 'owner=karim'])('%s changes nothing', search => {
  expect(recoveriesPath(readFilters(search))).toBe('/loops/recoveries')
})

test('"mine" is asked as such, another person by their id, everyone by nothing', () => {
  expect(listInput('me', 'open')).toEqual({ state: 'open', mine: 'true', limit: 30 })
  expect(listInput('01a2', undefined)).toEqual({ owner: '01a2', limit: 30 })
  expect(listInput(undefined, 'repaired')).toEqual({ state: 'repaired', limit: 30 })
})

import { expect, test } from 'vitest'
import { readFilters } from '../list/filters.ts'
import { filtersOf, isShown, queryOf } from './saved-view.ts'

test('what is on screen is what is kept, and what is kept leads back to it', () => {
  const search = 'q=pivoine&tag=photo&team=t1&language=en&waitingHours=24&order=oldest'
  const filters = filtersOf(readFilters(search))
  expect(filters).toEqual({ q: 'pivoine', tag: 'photo', team: 't1', language: 'en', waitingHours: 24 })
  expect(queryOf({ filters })).toBe('q=pivoine&tag=photo&team=t1&language=en&waitingHours=24')
  expect(isShown({ view: 'all', filters }, 'all', search)).toBe(true)
  expect(isShown({ view: 'mine', filters }, 'all', search)).toBe(false)
  expect(isShown({ view: 'all', filters: {} }, 'all', search)).toBe(false)
})

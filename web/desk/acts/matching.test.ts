import { expect, test } from 'vitest'
import { matching } from './matching.ts'

const items = [
  { id: 'delivery', label: 'Livraison', words: 'Livraison' },
  { id: 'late', label: 'En retard', words: 'Livraison › En retard', level: 1 as const },
  { id: 'help', label: 'Aide', words: 'Aide', group: 'x' },
]

test('everything stands in its order before the first letter', () => {
  expect(matching(items, ' ')).toEqual(items)
})

test('a reason found by its letters is named with its family', () => {
  expect(matching(items, 'retard')).toEqual([
    {
      id: 'late',
      label: 'Livraison › En retard',
      words: 'Livraison › En retard',
      level: 0,
      group: undefined,
    },
  ])
})

test('accents do not matter', () => {
  expect(matching(items, 'àide').map(item => item.id)).toEqual(['help'])
  expect(matching(items, 'zzz')).toEqual([])
})

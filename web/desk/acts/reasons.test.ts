import { expect, test } from 'vitest'
import { reasonChoices, reasonPath } from './reasons.ts'

const reason = (id: string, parentId: string | null, labelFr: string, labelEn: string, position = 0) => ({
  id,
  parentId,
  labelFr,
  labelEn,
  value: 'high' as const,
  isComplaint: false,
  isComplex: false,
  isMoment: false,
  position,
})
const reasons = [
  reason('late', 'delivery', 'En retard', 'Late', 2),
  reason('help', null, 'Aide', 'Help', 2),
  reason('delivery', null, 'Livraison', 'Delivery', 1),
  reason('missing', 'delivery', 'Non reçu', 'Not received', 1),
]

test('reasons come family by family, in the order of the settings and the language of the reader', () => {
  expect(reasonChoices(reasons, 'fr').map(choice => choice.path)).toEqual([
    'Livraison',
    'Livraison › Non reçu',
    'Livraison › En retard',
    'Aide',
  ])
})

test('a reason is named with its family', () => {
  expect(reasonPath(reasons, 'late', 'en')).toBe('Delivery › Late')
  expect(reasonPath(reasons, 'help', 'en')).toBe('Help')
  expect(reasonPath(reasons, 'archived', 'en')).toBeUndefined()
  expect(reasonPath(reasons, null, 'en')).toBeUndefined()
})

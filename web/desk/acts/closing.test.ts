import { expect, test } from 'vitest'
import { type FieldDefinition, missingAtClosure } from './closing.ts'

const field = (key: string, change: Partial<FieldDefinition> = {}): FieldDefinition => ({
  key,
  labelFr: key,
  labelEn: key,
  subject: 'conversation',
  type: 'text',
  choices: [],
  requiredAtClosure: true,
  position: 0,
  ...change,
})

test('nothing is asked when everything that is wanted is known', () => {
  const missing = missingAtClosure(
    { reasonId: 'r1', fields: { order: 'A-1', gift: false } },
    { reasonRequired: true, definitions: [field('order'), field('gift', { type: 'boolean' })] },
  )
  expect(missing).toEqual({ reason: false, fields: [] })
})

test('the reason and the empty fields are asked, in the order of the settings', () => {
  const missing = missingAtClosure(
    { reasonId: null, fields: { order: '' } },
    {
      reasonRequired: true,
      definitions: [
        field('order', { position: 2 }),
        field('cause', { position: 1 }),
        field('birthday', { subject: 'contact' }),
        field('colour', { requiredAtClosure: false }),
      ],
    },
  )
  expect(missing.reason).toBe(true)
  expect(missing.fields.map(one => one.key)).toEqual(['cause', 'order'])
})

test('no reason is asked where the workspace wants none', () => {
  expect(missingAtClosure({ reasonId: null }, { reasonRequired: false, definitions: [] }).reason).toBe(false)
})

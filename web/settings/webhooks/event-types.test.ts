import { expect, test } from 'vitest'
import { askableTypes } from '../../../contract/webhook-events.ts'
import { families, withFamily } from './event-types.ts'

test('every event that a webhook can ask for can be chosen, once', () => {
  expect(families.flatMap(family => family.types).sort()).toEqual([...askableTypes].sort())
})

test('a family is taken or left whole, and the others stay', () => {
  const { types } = families.find(family => family.of === 'record')!
  expect(withFamily(['contact.created'], types, true)).toEqual(['contact.created', 'record.updated'])
  expect(withFamily(['contact.created', 'record.updated'], types, true)).toHaveLength(2)
  expect(withFamily(['record.updated', 'contact.created'], types, false)).toEqual(['contact.created'])
})

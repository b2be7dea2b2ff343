import { expect, test } from 'vitest'
import { moved, newField, newOption } from './fields.ts'

test('a new field takes a name that no other has', () => {
  const first = newField('text', [])
  const second = newField('text', [first])
  expect([first.key, second.key, newField('text', [first, second]).key]).toEqual(['text', 'text_2', 'text_3'])
})

test('OUT-4: a new phone field comes with its sentence', () => {
  expect(newField('phone', []).prospectingNotice).toBe(true)
})

test('a new choice takes a value that no other has', () => {
  expect(newOption(['a1', 'a3']).value).toBe('a4')
})

test('a field moves a step and the others keep their order', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
})

import { describe, expect, test } from 'vitest'
import { Invalid } from '#server/platform/errors.ts'
import { changeAttributes, type Definition } from './attribute-values.ts'

const define = (key: string, type: Definition['type'], more: Partial<Definition> = {}): Definition => ({
  workspace_id: '',
  id: key,
  subject: 'contact',
  key,
  label_fr: `${key} fr`,
  label_en: `${key} en`,
  type,
  choices: [],
  required_at_closure: false,
  position: 0,
  archived_at: null,
  ...more,
})
const definitions = [
  define('note', 'text'),
  define('points', 'number'),
  define('birthday', 'date'),
  define('newsletter', 'boolean'),
  define('size', 'choice', { choices: ['S', 'M'] }),
  define('old', 'text', { archived_at: new Date(0) }),
]

test.each([
  ['note', 'oui'],
  ['points', 12.5],
  ['birthday', '2024-02-29'],
  ['newsletter', false],
  ['size', 'M'],
])('%s takes %j', (key, value) => {
  expect(changeAttributes(definitions, {}, { [key]: value })).toEqual({ [key]: value })
})

test('REC-5: a text keeps no card number', () => {
  expect(changeAttributes(definitions, {}, { note: 'Carte 4111 1111 1111 1111' })).toEqual({
    note: 'Carte •••• 1111',
  })
})

describe('what does not fit is refused, with the name of the attribute in both languages', () => {
  test.each([
    ['note', 12, 'needs_text'],
    ['points', '12', 'needs_number'],
    ['birthday', '2023-02-29', 'needs_day'],
    ['birthday', '29/02/2024', 'needs_day'],
    ['newsletter', 'true', 'needs_yes_or_no'],
    ['size', 'XL', 'needs_choice'],
    ['old', 'x', 'archived'],
  ])('%s does not take %j', (key, value, code) => {
    const change = () => changeAttributes(definitions, {}, { [key]: value })
    expect(change).toThrow(Invalid)
    expect(change).toThrow(
      expect.objectContaining({
        code: `attribute.${code}`,
        values: expect.objectContaining({ label: { fr: `${key} fr`, en: `${key} en` } }),
      }),
    )
  })

  test('and so is a key that nobody defined', () => {
    for (const key of ['unknown', '__proto__', 'constructor'])
      expect(() => changeAttributes(definitions, {}, JSON.parse(`{"${key}":"x"}`))).toThrow(
        expect.objectContaining({ code: 'attribute.unknown' }),
      )
  })
})

test('values left out stay, null takes one away, what is sent back unchanged passes even when it no longer fits', () => {
  const before = { note: 'a', size: 'XXL', old: 'kept' }
  expect(changeAttributes(definitions, before, { note: null, size: 'XXL', old: 'kept', points: 1 })).toEqual({
    size: 'XXL',
    old: 'kept',
    points: 1,
  })
})

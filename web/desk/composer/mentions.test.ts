import { describe, expect, test } from 'vitest'
import { insertMention, mentionedIn, typingAfter } from './mentions.ts'

const people = [
  { id: 'k', name: 'Karim Benali' },
  { id: 'a', name: 'Anna' },
  { id: 'ar', name: 'Anna Roy' },
]

describe('a person is being named', () => {
  test.each([
    ['@', 1, ''],
    ['see @kar', 8, 'kar'],
    ['see @karim be', 13, 'karim be'],
    ['(@in', 4, 'in'],
    ['write to a@b', 12, undefined],
    ['see @karim benali now', 21, undefined],
    ['nothing', 7, undefined],
  ])('in %j at %i: %j', (text, caret, query) => {
    expect(typingAfter('@', text, caret)?.query).toBe(query)
  })

  test('and the chosen name takes the place of what was typed', () => {
    const typing = typingAfter('@', 'see @kar please', 8)!
    expect(insertMention('see @kar please', typing, 'Karim Benali')).toEqual({
      text: 'see @Karim Benali please',
      caret: 18,
    })
  })
})

test.each([
  ['/', 1, ''],
  ['/sno', 4, 'sno'],
  ['and/or', 6, undefined],
  [' /note', 6, undefined],
])('a command opens the text: %j', (text, caret, query) => {
  expect(typingAfter('/', text, caret)?.query).toBe(query)
})

test('a note names people by their whole name, once', () => {
  expect(mentionedIn('@karim benali, and @Anna Roy; @Anna Roy again', people)).toEqual(['k', 'ar'])
  expect(mentionedIn('@Anna: look', people)).toEqual(['a'])
  expect(mentionedIn('anna@Anna.test and @Annabelle', people)).toEqual([])
})

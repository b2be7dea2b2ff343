import { expect, test } from 'vitest'
import { keptKeys, keyFaults, ownCommands, readKeys } from './own-keys.ts'

test.each([
  ['r', 'r'],
  [' R ', 'r'],
  ['gd', 'g d'],
  ['g d', 'g d'],
  ['', ''],
])('"%s" is read as "%s"', (typed, keys) => {
  expect(readKeys(typed)).toBe(keys)
})

test('the keys as they come are without fault', () => {
  expect(keyFaults({})).toEqual(new Map())
})

test('a key that another command has is refused, and says whose it is', () => {
  expect(keyFaults({ 'conversation.reply': 'e' }).get('conversation.reply')).toEqual({
    kind: 'taken',
    by: 'conversation.close',
  })
})

test('two commands may exchange their keys', () => {
  expect(keyFaults({ 'conversation.reply': 'e', 'conversation.close': 'r' })).toEqual(new Map())
})

test.each(['7', '[', 'é e r', 'ctrl'])('"%s" is no key that one may choose', typed => {
  expect(keyFaults({ 'conversation.reply': readKeys(typed) }).get('conversation.reply')).toEqual({
    kind: 'notAllowed',
  })
})

test('a letter that begins another command’s sequence is taken', () => {
  expect(keyFaults({ 'conversation.reply': 'g' }).get('conversation.reply')).toMatchObject({ kind: 'taken' })
})

test('only what differs from the first assignment is kept', () => {
  expect(keptKeys({ 'conversation.reply': 'r', 'conversation.note': 'b', 'list.next': '' })).toEqual({
    'conversation.note': 'b',
  })
})

test('only commands of letters can be changed: the palette and the function keys stay', () => {
  const ids = ownCommands.map(({ id }) => id)
  expect(ids).toContain('conversation.close')
  expect(ids).toContain('go.desk')
  expect(ids).not.toContain('anywhere.palette')
  expect(ids).not.toContain('anywhere.nextRegion')
  expect(ids).not.toContain('composer.send')
})

import { expect, test } from 'vitest'
import { endingOf, goOnOf } from './going-on.ts'

const preferences = { afterReply: 'list', afterClose: 'next', afterSnooze: 'stay' } as const

test.each([
  ['reply', 'list'],
  ['close', 'next'],
  ['snooze', 'stay'],
] as const)('after %s one is where one wants to be', (act, expected) => {
  expect(goOnOf(act, preferences)).toBe(expected)
})

const mail = { kind: 'reply', closes: false, sleeps: false, isChat: false } as const
test.each([
  ['a reply', mail, 'reply'],
  ['a reply that closes', { ...mail, closes: true }, 'close'],
  ['a reply that closes, by chat', { ...mail, closes: true, isChat: true }, 'close'],
  ['a reply that puts aside', { ...mail, sleeps: true }, 'snooze'],
  ['a word in a chat, where one stays', { ...mail, isChat: true }, undefined],
  ['a note, after which one stays', { ...mail, kind: 'note' }, undefined],
] as const)('%s', (_, sent, expected) => expect(endingOf(sent)).toBe(expected))

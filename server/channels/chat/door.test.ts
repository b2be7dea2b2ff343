import { expect, test } from 'vitest'
import { mayEnter } from './door.ts'
import { usualChat } from './settings.ts'

const chat = { setUp: { ...usualChat, origins: ['https://www.fleurs.test'] } }
const publicUrl = 'https://care.fleurs.test'

test.each<[string | undefined, string, boolean]>([
  [undefined, 'care.fleurs.test', true],
  ['https://www.fleurs.test', 'care.fleurs.test', true],
  ['https://care.fleurs.test', '10.0.0.4', true],
  ['http://localhost:4400', 'localhost:4400', true],
  ['http://localhost:4400', 'care.fleurs.test', false],
  ['http://www.fleurs.test', 'care.fleurs.test', false],
  ['https://www.fleurs.test.evil.test', 'care.fleurs.test', false],
  ['null', 'care.fleurs.test', false],
])('SEC-6: a page of %s may speak to us at %s: %s', (origin, host, allowed) => {
  expect(mayEnter(chat, { origin, host }, publicUrl)).toBe(allowed)
})

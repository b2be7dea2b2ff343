import { expect, test } from 'vitest'
import { fill } from './fill.ts'

const words = { a: 'Hello {{name}}', n_one: '{{count}} message', n_other: '{{count}} messages' }

test.each([
  ['a', { name: 'Anna' }, 'Hello Anna'],
  ['n', { count: 1 }, '1 message'],
  ['n', { count: 2 }, '2 messages'],
  ['a', { name: '{{name}} $& <b>' }, 'Hello {{name}} $& <b>'],
])('%s with %j reads «%s»', (key, values, text) => {
  expect(fill(words, key, values as Record<string, string | number>)).toBe(text)
})

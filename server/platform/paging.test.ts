import { expect, test } from 'vitest'
import { dateOf, decodeCursor, encodeCursor, idOf, momentOf } from './paging.ts'

test('a cursor gives back the key it was made of', () => {
  const key = ['2026-03-10T09:00:00.000Z', '019cd6f9-7a80-7008-b060-ce036420f299']
  const [at, id] = decodeCursor(encodeCursor(key), 2)
  expect([dateOf(at!).toISOString(), idOf(id!)]).toEqual(key)
})

test.each([
  ['a moment that is none', () => dateOf('yesterday')],
  ['a moment without its microseconds', () => momentOf('2026-03-10T09:00:00Z')],
  ['an id that is none', () => idOf('42')],
  ['a key of another length', () => decodeCursor(encodeCursor(['a']), 2)],
])('%s is refused as a cursor', (_what, read) => {
  expect(read).toThrow('request.cursor')
})

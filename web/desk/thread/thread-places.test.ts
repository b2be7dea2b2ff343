import { expect, test } from 'vitest'
import { createThreadPlaces } from './thread-places.ts'

test('a thread opens where it was left, and at its end when it was left there', () => {
  const kept = new Map<string, string>()
  const places = createThreadPlaces({
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: key => void kept.delete(key),
  })
  places.keep('k1', { key: 'm7', offset: 12 })
  expect(places.read('k1')).toEqual({ key: 'm7', offset: 12 })
  expect(places.read('k2')).toBeUndefined()
  places.keep('k1', undefined)
  expect(places.read('k1')).toBeUndefined()
  kept.set('boucle-thread/k3', '{"key":7}')
  expect(places.read('k3')).toBeUndefined()
})

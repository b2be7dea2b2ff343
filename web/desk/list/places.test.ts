import { expect, test } from 'vitest'
import { createPlaces } from './places.ts'

function aMemory() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}

test('each view of each workspace keeps its place', () => {
  const memory = aMemory()
  const places = createPlaces(memory, 'bleuet')
  places.keep('mine', { scrollTop: 640, rowId: 'a' })
  expect(places.read('mine')).toEqual({ scrollTop: 640, rowId: 'a' })
  expect(places.read('team')).toEqual({ scrollTop: 0, rowId: undefined })
  expect(createPlaces(memory, 'other').read('mine').scrollTop).toBe(0)
})

test('a place that cannot be read is the top', () => {
  const memory = aMemory()
  memory.setItem('boucle-place/bleuet/mine', '{"scrollTop":"far"')
  expect(createPlaces(memory, 'bleuet').read('mine')).toEqual({ scrollTop: 0, rowId: undefined })
})
